/** The certificates as a chain: decoding, names, signatures, anchor (evidence steps D3.1 to D3.3). */

import { createHash, type KeyObject } from "node:crypto";
import type { KeyAttestationCheck } from "../../../contract/evidence-checks/key-attestation";
import { decodeBase64 } from "../../../encoding/base64-strict";
import { DerError } from "../../../encoding/der";
import { type Certificate, decodeCertificate } from "../../../encoding/x509";
import { printName } from "../../../encoding/x509-name";
import type { TrustAnchor } from "../../trust-anchors";
import type { LinkCache } from "../../x509/link-cache";
import { isStrongSignature } from "../../x509/signature";
import type { CheckReport } from "../report";

const CHAIN_LENGTH = { min: 2, max: 10 } as const;
const CERTIFICATE_BYTES_MAX = 8192;

type Report = CheckReport<KeyAttestationCheck>;

/** Leaf first; never empty. */
export type Chain = readonly [Certificate, ...Certificate[]];

export function decodeChain(certificates: readonly string[], report: Report): Chain | null {
  const { min, max } = CHAIN_LENGTH;
  const expected = `${min} to ${max} certificates of at most ${CERTIFICATE_BYTES_MAX} bytes`;
  if (certificates.length < min || certificates.length > max) {
    report.fail("chain-decodes", ["malformed"], { found: `${certificates.length} certificates`, expected });
    return null;
  }
  const chain: Certificate[] = [];
  for (const [index, text] of certificates.entries()) {
    try {
      const der = decodeBase64(text, CERTIFICATE_BYTES_MAX);
      if (der === null) throw new DerError("too-large", "not base64 of a certificate");
      chain.push(decodeCertificate(der, CERTIFICATE_BYTES_MAX));
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      report.fail("chain-decodes", ["malformed"], { found: `certificate ${index}: ${error.message}`, expected });
      return null;
    }
  }
  const [leaf, ...issuers] = chain;
  if (leaf === undefined) return null;
  report.pass("chain-decodes", { found: `${chain.length} certificates`, expected });
  return [leaf, ...issuers];
}

/** Which anchor a chain leads to, and whether the chain's last certificate is that anchor's own. */
export interface Anchorage {
  readonly anchor: TrustAnchor;
  readonly rootIncluded: boolean;
}

/** Names, algorithms and signatures of each link, then the anchor; null when the chain leads to none. */
export function verifyChain(
  chain: Chain,
  anchors: readonly TrustAnchor[],
  links: LinkCache,
  report: Report,
): Anchorage | null {
  const anchorage = findAnchor(chain, anchors, links);
  const faults = { names: [] as number[], algorithms: [] as number[], signatures: [] as number[] };
  for (const [index, certificate] of chain.entries()) {
    const issuer = chain[index + 1];
    if (issuer === undefined) break;
    if (Buffer.compare(certificate.issuer, issuer.subject) !== 0) faults.names.push(index);
    // The public software roots include an RSA-1024 key; that chain is refused for its root.
    const denied = anchorage?.anchor.use === "deny";
    if (!denied && !isStrongSignature(certificate, issuer.key)) faults.algorithms.push(index);
    const key = keyOf(issuer, anchorage, index + 2 === chain.length, links);
    if (key === null || !links.verify(certificate, key, issuer.spki, index > 0)) faults.signatures.push(index);
  }
  const at = (indexes: number[]): string => `certificate ${indexes.join(", ")}`;
  const requireNone = (id: KeyAttestationCheck, indexes: number[]): boolean =>
    report.require(id, indexes.length === 0, ["untrusted-chain"], indexes.length > 0 ? { found: at(indexes) } : {});
  requireNone("chain-names", faults.names);
  requireNone("chain-algorithms", faults.algorithms);
  requireNone("chain-signatures", faults.signatures);
  reportAnchor(chain, anchorage, report);
  return anchorage;
}

function keyOf(issuer: Certificate, anchorage: Anchorage | null, last: boolean, links: LinkCache): KeyObject | null {
  return last && anchorage?.rootIncluded ? anchorage.anchor.key : links.keyOf(issuer);
}

/** Pinned by key: the last certificate carries a pinned key, or a pinned key signed it. */
function findAnchor(chain: Chain, anchors: readonly TrustAnchor[], links: LinkCache): Anchorage | null {
  const last = chain.at(-1) ?? chain[0];
  const spkiSha256 = createHash("sha256").update(last.spki).digest("hex");
  const own = anchors.find((anchor) => anchor.spkiSha256 === spkiSha256);
  if (own !== undefined) return { anchor: own, rootIncluded: true };
  const above = anchors.find(
    (anchor) =>
      Buffer.compare(anchor.subject, last.issuer) === 0 &&
      links.verify(last, anchor.key, Buffer.from(anchor.spkiSha256, "hex"), true),
  );
  return above === undefined ? null : { anchor: above, rootIncluded: false };
}

function reportAnchor(chain: Chain, anchorage: Anchorage | null, report: Report): void {
  const expected = "a pinned root key";
  if (anchorage === null) {
    const last = chain.at(-1) ?? chain[0];
    report.fail("chain-anchor", ["untrusted-chain"], { found: printName(last.issuerName), expected });
  } else if (anchorage.anchor.use === "deny") {
    report.fail("chain-anchor", ["software-key"], { found: `${anchorage.anchor.id}, a public key`, expected });
  } else {
    const where = anchorage.rootIncluded ? "" : ", root left out of the chain";
    report.pass("chain-anchor", { found: `${anchorage.anchor.id}${where}`, expected });
  }
}
