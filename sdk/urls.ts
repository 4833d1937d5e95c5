/** A parsed address or null; `URL.canParse` is missing on older platforms. */
export function parseUrl(href: string, base?: string): URL | null {
  try {
    return new URL(href, base);
  } catch {
    return null;
  }
}

/** Whether a host name means this very machine, where plain http leaks nothing. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** The address a request goes to, resolved as the platform's fetch would; null when it is none. */
export function requestUrl(input: RequestInfo | URL): URL | null {
  const href = typeof input === "string" ? input : input instanceof URL ? input.href : input.url;
  return parseUrl(href, typeof location === "undefined" ? undefined : location.href);
}

/** Whether an API domain is exactly the host that an address names; `api.example.com` is not port 8443 of it. */
export function isDomainOf(domain: string, url: URL): boolean {
  if (url.protocol !== "https:" && url.protocol !== "http:") return false;
  return parseUrl(`${url.protocol}//${domain}`)?.host === url.host;
}

/** Whether a token may travel to this address: over TLS, or inside this machine. */
export function carriesTokensSafely(url: URL): boolean {
  return url.protocol === "https:" || isLoopback(url.hostname);
}
