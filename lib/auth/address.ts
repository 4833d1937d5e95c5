import { isIP, isIPv4 } from "node:net";

/**
 * The peer's address as X-Forwarded-For gives it: the last entry is the one that our own server or the proxy in front
 * of it wrote (instrumentation.ts drops what a client wrote itself). Null when it is no address.
 */
export function peerAddress(headers: Headers): string | null {
  const last = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
  // A server that listens on :: sees IPv4 peers as IPv4-mapped addresses (RFC 4291 section 2.5.5.2).
  const mapped = /^::ffff:(.+)$/i.exec(last)?.[1] ?? "";
  if (isIPv4(mapped)) return mapped;
  return isIP(last) === 0 ? null : last;
}
