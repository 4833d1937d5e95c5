import type { IncomingMessage, ServerResponse } from "node:http";

/** How long a browser may keep the answer to a preflight: two hours, the most that Chromium honours. */
const PREFLIGHT_SECONDS = 7200;

/**
 * Lets the pages of configured origins (Fetch standard, CORS protocol) use the routes that SDKs use: the web views of
 * hybrid apps live on origins such as `capacitor://localhost`. Only origins the operator names, each compared whole; no
 * credentials, for these routes know none. Answers true when the request was a preflight and is answered.
 */
export function applyCors(
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
  origins: readonly string[],
): boolean {
  if (!path.startsWith("/v1/") || origins.length === 0) return false;
  res.setHeader("vary", "origin");
  const { origin } = req.headers;
  if (origin === undefined || !origins.includes(origin)) return false;
  res.setHeader("access-control-allow-origin", origin);
  if (req.method !== "OPTIONS" || req.headers["access-control-request-method"] === undefined) return false;
  res.writeHead(204, {
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": "content-type",
    "access-control-max-age": String(PREFLIGHT_SECONDS),
  });
  res.end();
  return true;
}
