import type { Answer, Request } from "./http/message";

/** How long a browser may keep the answer to a preflight: two hours, the most that Chromium honours. */
const PREFLIGHT_SECONDS = 7200;

export interface Cors {
  /** What every answer to the request says of it. */
  readonly headers: Readonly<Record<string, string>>;
  /** The whole answer, where the request is a preflight of an origin that may. */
  readonly preflight: Answer | null;
}

/**
 * Lets the pages of configured origins (Fetch standard, CORS protocol) use the routes that SDKs use: the web views of
 * hybrid apps live on origins such as `capacitor://localhost`. Only origins the operator names, each compared whole; no
 * credentials, for these routes know none. Null where there is nothing to say.
 */
export function corsOf(request: Request, origins: readonly string[]): Cors | null {
  if (origins.length === 0 || !request.path.startsWith("/v1/")) return null;
  const origin = request.header("origin");
  if (origin === undefined || !origins.includes(origin)) return { headers: { vary: "origin" }, preflight: null };
  const headers = { vary: "origin", "access-control-allow-origin": origin };
  const asks = request.method === "OPTIONS" && request.header("access-control-request-method") !== undefined;
  return { headers, preflight: asks ? { status: 204, headers: { ...headers, ...ALLOWED }, body: "" } : null };
}

const ALLOWED = {
  "access-control-allow-methods": "GET, POST",
  "access-control-allow-headers": "content-type",
  "access-control-max-age": String(PREFLIGHT_SECONDS),
} as const;
