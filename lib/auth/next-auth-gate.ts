import { AttestryError } from "../errors";

/** What the sign-in page needs of next-auth. Its other routes would only serve strangers: one writes into our log. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  GET: ["csrf", "error", "providers", "session", "signin", "signout"],
  POST: ["callback/credentials", "signout"],
};

/** An e-mail address, a password and a CSRF token fit many times over. */
const BODY_BYTES_MAX = 16 * 1024;

/**
 * Lets a request through to next-auth, which reads any body whole and answers a broken one with 500. Throws 404, 413
 * or 415.
 */
export function assertForNextAuth(request: Pick<Request, "method" | "headers">, action: string): void {
  if (ACTIONS[request.method]?.includes(action) !== true) {
    throw new AttestryError("not_found", "There is nothing at this address.");
  }
  if (request.method === "GET") return;
  // Without a length there is no telling how long the body will be.
  const length = request.headers.get("content-length");
  if (length === null || Number(length) > BODY_BYTES_MAX) {
    throw new AttestryError(
      "content_too_large",
      `The body may have ${BODY_BYTES_MAX} bytes at most, and says how many.`,
    );
  }
  if (request.headers.get("content-type")?.split(";")[0]?.trim() !== "application/x-www-form-urlencoded") {
    throw new AttestryError("unsupported_media_type", "Send the body as application/x-www-form-urlencoded.");
  }
}
