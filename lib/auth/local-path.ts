/** Request header in which proxy.ts tells pages their own path with its query; a client's own is overwritten. */
export const PATH_HEADER = "attestry-path";

/** Where to go after signing in: a path of this console as it is, anything else becomes the front page. */
export function localPath(wanted: string | readonly string[] | undefined): string {
  if (typeof wanted !== "string") return "/";
  // Browsers read "//host" and "/\host" as another site.
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(wanted) ? wanted : "/";
}
