import { isIP } from "node:net";
import type { Request } from "./http/message";

/** What a request's transport tells about its sender. */
export interface Sender {
  readonly address: string;
  /** ISO 3166-1 country, '' unknown. */
  readonly country: string;
}

/**
 * The sender's address: the peer's, or, behind a trusted proxy, the last address that proxy put into X-Forwarded-For.
 * The country comes from the header the operator named, and only from a trusted proxy.
 */
export function senderOf(request: Request, trustProxy: boolean, countryHeader: string | null): Sender {
  const peer = plain(request.peer);
  if (!trustProxy) return { address: peer, country: "" };
  const forwarded = request.header("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
  const country = countryHeader === null ? "" : (request.header(countryHeader) ?? "");
  return { address: isIP(forwarded) ? forwarded : peer, country: /^[A-Z]{2}$/.test(country) ? country : "" };
}

/** IPv4 mapped into IPv6 reads as IPv4. */
function plain(address: string): string {
  return address.startsWith("::ffff:") ? address.slice(7) : address;
}
