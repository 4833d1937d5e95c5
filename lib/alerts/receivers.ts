/**
 * Where notifications may go. A receiver's address is chosen in the console, so without a bound whoever may write alerts
 * could make the data plane's host ask anything that it can reach. Addresses that are not public are refused unless the
 * operator names them (ATTESTRY_PRIVATE_RECEIVERS); the address that was checked is the one that is connected to.
 */
import { lookup } from "node:dns/promises";
import { BlockList, isIP, isIPv6 } from "node:net";

/** Special-purpose ranges of the IANA registries (RFC 6890 and after): nothing public answers there. */
const NOT_PUBLIC_V4 =
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4";
/** Public IPv6 is 2000::/3 alone; these parts of it are not, or carry an IPv4 address inside. */
const NOT_PUBLIC_V6 = "2001::/23 2001:db8::/32 2002::/16 3fff::/20";

/** A receiver that may not be reached, or has no address. Its message is for the delivery log. */
export class ReceiverError extends Error {
  override readonly name = "ReceiverError";
}

/** Decides which addresses may be connected to. */
export interface ReceiverPolicy {
  /** Throws {@link ReceiverError} unless the host's address is allowed; answers the address to connect to. */
  resolve(host: string): Promise<{ address: string; family: 4 | 6; isPrivate: boolean }>;
}

/** A policy that allows public addresses and the given private ranges (CIDR, or single addresses). */
export function receiverPolicy(privateRanges: readonly string[]): ReceiverPolicy {
  const allowed = blockList(privateRanges);
  const notPublicV4 = blockList(NOT_PUBLIC_V4.split(" "));
  const notPublicV6 = blockList(NOT_PUBLIC_V6.split(" "));
  const publicV6 = blockList(["2000::/3"]);
  const isPublic = (address: string) =>
    isIPv6(address)
      ? publicV6.check(address, "ipv6") && !notPublicV6.check(address, "ipv6")
      : !notPublicV4.check(address, "ipv4");
  return {
    async resolve(host) {
      const addresses = await addressesOf(host.replace(/^\[|\]$/g, ""));
      for (const address of addresses) {
        const family = isIPv6(address) ? 6 : 4;
        if (isPublic(address)) return { address, family, isPrivate: false };
        if (allowed.check(address, family === 6 ? "ipv6" : "ipv4")) return { address, family, isPrivate: true };
      }
      throw new ReceiverError(
        addresses.length === 0
          ? "the host has no address"
          : "the host's address is not public; ATTESTRY_PRIVATE_RECEIVERS does not name it",
      );
    },
  };
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/", 2);
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    const length = Number(bits ?? (family === "ipv6" ? 128 : 32));
    list.addSubnet(address, length, family);
  }
  return list;
}

/** All addresses of a host, IPv4-mapped ones as the IPv4 that they lead to. */
async function addressesOf(host: string): Promise<string[]> {
  const found =
    isIP(host) === 0 ? await lookup(host, { all: true, order: "verbatim" }).catch(() => []) : [{ address: host }];
  return found.map(({ address }) => unmapped(address));
}

function unmapped(address: string): string {
  const dotted = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (dotted !== undefined) return dotted;
  const hex = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address);
  if (hex === null) return address;
  const bits = Number.parseInt(hex[1] ?? "", 16) * 65_536 + Number.parseInt(hex[2] ?? "", 16);
  return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join(".");
}
