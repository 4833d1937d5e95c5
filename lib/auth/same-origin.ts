import { AttestryError } from "../errors";

const SAFE_METHODS: readonly string[] = ["GET", "HEAD", "OPTIONS"];

/**
 * Refuses a state-changing request that another site's page made. Browsers say where a request comes from in
 * Sec-Fetch-Site (Fetch Metadata), and in Origin where the page is not on a trustworthy origin; neither can be set by
 * a page. With `required`, a request that says neither is refused as well. Throws `cross_site_request`.
 */
export function assertSameOrigin(request: Request, { required }: { required: boolean }): void {
  if (SAFE_METHODS.includes(request.method)) return;
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  const sameSite = site === null || site === "same-origin";
  const sameOrigin = origin === null || hostOf(origin) === request.headers.get("host");
  const said = site !== null || origin !== null;
  if (sameSite && sameOrigin && (said || !required)) return;
  throw new AttestryError("cross_site_request", "This request came from another site and was refused.");
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
