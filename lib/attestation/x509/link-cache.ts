/**
 * Remembers which issuers signed which certificates. Whether a key made a signature never changes, so a remembered
 * link is as good as a verified one; dates, revocation and policy are judged anew each time. Most phones of one batch
 * share every certificate but the leaf, which is never remembered.
 */

import { createHash, type KeyObject } from "node:crypto";
import type { Certificate } from "../../encoding/x509";
import { importKey, verifySignature } from "./signature";

export interface LinkCache {
  /** The certificate's key, imported once. */
  keyOf(certificate: Certificate): KeyObject | null;
  /** Whether `issuer` signed the certificate; remembered when `shared` says that others present it too. */
  verify(certificate: Certificate, issuer: KeyObject, issuerSpki: Uint8Array, shared: boolean): boolean;
}

/** No memory: every link is verified. */
export const NO_LINK_CACHE: LinkCache = {
  keyOf: importKey,
  verify: (certificate, issuer) => verifySignature(certificate, issuer),
};

/** Remembers at most `entriesMax` links and as many keys, the oldest forgotten first. */
export function createLinkCache(entriesMax = 512): LinkCache {
  const keys = new Map<string, KeyObject>();
  const links = new Map<string, true>();
  return {
    keyOf(certificate) {
      return recall(keys, digest(certificate.spki), entriesMax, () => importKey(certificate));
    },
    verify(certificate, issuer, issuerSpki, shared) {
      if (!shared) return verifySignature(certificate, issuer);
      const link = `${digest(certificate.der)}${digest(issuerSpki)}`;
      return recall(links, link, entriesMax, () => (verifySignature(certificate, issuer) ? true : null)) === true;
    },
  };
}

function recall<Value>(memory: Map<string, Value>, id: string, max: number, make: () => Value | null): Value | null {
  const value = memory.get(id) ?? make();
  memory.delete(id);
  if (value === null) return null;
  memory.set(id, value);
  if (memory.size > max) {
    const [oldest] = memory.keys();
    if (oldest !== undefined) memory.delete(oldest);
  }
  return value;
}

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}
