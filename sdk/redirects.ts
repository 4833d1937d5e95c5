/**
 * Redirects by hand (Fetch standard, "HTTP-redirect fetch"). The platform's own following keeps custom headers when it
 * crosses to another origin, and would take the token along.
 */

/** What a request was before the redirect. */
export interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  /** A Request stands for its own body. */
  readonly body: BodyInit | Request | null;
}

/** A hop that can be sent: its body has been read. */
export interface NextHop extends Hop {
  readonly body: BodyInit | null;
}

export const REDIRECTS_MAX = 20;
const REDIRECT_STATUS = [301, 302, 303, 307, 308];
/** What the standard (and undici) takes off on the way to another origin. */
const CREDENTIAL_HEADERS = ["authorization", "cookie", "proxy-authorization"];
const BODY_HEADERS = ["content-encoding", "content-language", "content-location", "content-type", "content-length"];

/** The request that a redirect asks for; null when the response is none. Rejects like fetch where fetch would. */
export async function nextHop(hop: Hop, response: Response, written: readonly string[]): Promise<NextHop | null> {
  const location = response.headers.get("location");
  if (!REDIRECT_STATUS.includes(response.status) || location === null) return null;
  const url = new URL(location, hop.url);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw new TypeError("redirected to a non-HTTP address");
  const headers = new Headers(hop.headers);
  for (const name of written) headers.delete(name);
  if (url.origin !== hop.url.origin) for (const name of CREDENTIAL_HEADERS) headers.delete(name);
  if (!becomesGet(hop.method, response.status)) {
    return { url, method: hop.method, headers, body: await repeatable(hop.body) };
  }
  for (const name of BODY_HEADERS) headers.delete(name);
  return { url, method: "GET", headers, body: null };
}

async function repeatable(body: Hop["body"]): Promise<BodyInit | null> {
  if (body === null) return null;
  if (body instanceof Request) return body.arrayBuffer();
  if (body instanceof ReadableStream) {
    throw new TypeError("a streamed body can't be sent again after a redirect");
  }
  return body;
}

function becomesGet(method: string, status: number): boolean {
  if (status === 303) return method !== "GET" && method !== "HEAD";
  return (status === 301 || status === 302) && method === "POST";
}
