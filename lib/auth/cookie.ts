/**
 * The name of the session cookie. Over https it carries the `__Host-` prefix, which makes browsers insist on Secure,
 * Path=/ and no Domain (RFC 6265bis section 4.1.3.2).
 */
export function sessionCookieName(consoleUrl: string): string {
  return isHttps(consoleUrl) ? "__Host-attestry.session" : "attestry.session";
}

export function isHttps(url: string): boolean {
  return url.startsWith("https:");
}

/** One cookie's value out of a Cookie header (RFC 6265 section 4.2.1), or null. */
export function readCookie(header: string | null, name: string): string | null {
  for (const pair of (header ?? "").split(";")) {
    const separator = pair.indexOf("=");
    if (separator > 0 && pair.slice(0, separator).trim() === name) return pair.slice(separator + 1).trim();
  }
  return null;
}
