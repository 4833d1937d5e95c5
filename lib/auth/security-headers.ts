/** What every page tells the browser not to do. */
export interface PageSecurity {
  /** Fresh random text for each response; Next puts it on its own scripts. */
  readonly nonce: string;
  readonly https: boolean;
  /** Development rebuilds with eval and reloads over a WebSocket. */
  readonly development: boolean;
}

/** A Content Security Policy (level 3): only scripts that carry the nonce, and what they load, run. */
export function contentSecurityPolicy({ nonce, https, development }: PageSecurity): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    // Charts and floating surfaces position themselves with style attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(https ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

/** Two years, as browsers' preload lists ask (RFC 6797). */
export const STRICT_TRANSPORT_SECURITY = "max-age=63072000; includeSubDomains";
