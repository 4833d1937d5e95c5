/** The two certificates of an attestation: evidence step D1.2, and the facts in the leaf's extensions (D1.3, D1.7). */

import type { AppAttestCheck } from "../../../contract/evidence-checks/app-attest";
import { DerError, decodeDer } from "../../../encoding/der";
import { decodeUtf8, isContext, readExplicit, readOctetString, readSequence } from "../../../encoding/der-values";
import { type Certificate, findExtension } from "../../../encoding/x509";
import { printName } from "../../../encoding/x509-name";
import type { TrustAnchor } from "../../trust-anchors";
import { type LinkCache, NO_LINK_CACHE } from "../../x509/link-cache";
import { isStrongSignature } from "../../x509/signature";
import type { CheckReport } from "../report";
import type { AttestationObject } from "./attestation-object";
import type { AppAttestContext } from "./context";

type Report = CheckReport<AppAttestCheck>;

const NONCE_OID = "1.2.840.113635.100.8.2";
const OS_OID = "1.2.840.113635.100.8.7";
/** Tags of the operating system extension. */
const OS_VERSION_TAG = 1400;
const OS_BUILD_TAG = 1403;

/** The root is never taken from the evidence: the intermediate must be signed by a pinned key. */
export function checkCertificates(
  { leaf, intermediate }: AttestationObject,
  context: AppAttestContext,
  report: Report,
): TrustAnchor | null {
  const links = context.links ?? NO_LINK_CACHE;
  const named = Buffer.compare(leaf.issuer, intermediate.subject) === 0;
  report.require("chain-names", named, ["untrusted-chain"], {
    found: printName(leaf.issuerName),
    expected: printName(intermediate.subjectName),
  });
  const key = isStrongSignature(leaf, intermediate.key) ? links.keyOf(intermediate) : null;
  const signed = key !== null && links.verify(leaf, key, intermediate.spki, false);
  report.require("chain-signatures", signed, ["untrusted-chain"]);
  const anchor = findAnchor(intermediate, context.anchors, links);
  report.require("chain-anchor", anchor !== undefined, ["untrusted-chain"], {
    found: anchor?.id ?? printName(intermediate.issuerName),
    expected: "a pinned root key",
  });
  const { ca, pathLength } = intermediate.basicConstraints ?? { ca: false, pathLength: null };
  const authorities = ca && pathLength === 0 && leaf.basicConstraints?.ca !== true;
  report.require("chain-authorities", authorities, ["untrusted-chain"], {
    found: `intermediate ${ca ? "CA" : "no CA"}, path length ${pathLength ?? "unlimited"}`,
    expected: "intermediate CA of path length 0, leaf no CA",
  });
  checkDates([leaf, intermediate], context.now, report);
  return anchor ?? null;
}

function findAnchor(certificate: Certificate, anchors: readonly TrustAnchor[], links: LinkCache) {
  return anchors.find(
    (anchor) =>
      anchor.use === "trust" &&
      Buffer.compare(anchor.subject, certificate.issuer) === 0 &&
      links.verify(certificate, anchor.key, Buffer.from(anchor.spkiSha256, "hex"), true),
  );
}

function checkDates(certificates: readonly Certificate[], now: Date, report: Report): void {
  const fault = certificates.findIndex(
    ({ notBefore, notAfter }) => notBefore === null || notAfter === null || now < notBefore || now > notAfter,
  );
  const { notBefore, notAfter } = certificates[Math.max(fault, 0)] ?? {};
  report.require("chain-dates", fault === -1, ["untrusted-chain"], {
    found: `${fault === 1 ? "intermediate" : "leaf"} ${printDate(notBefore)} to ${printDate(notAfter)}`,
    expected: now.toISOString(),
  });
}

function printDate(date: Date | null | undefined): string {
  return date?.toISOString() ?? "unreadable";
}

/** The nonce in the leaf: `SEQUENCE { [1] EXPLICIT OCTET STRING (32) }` and nothing else; null when it is not that. */
export function readNonce(leaf: Certificate): Uint8Array | null {
  return tolerate(() => {
    const extension = findExtension(leaf, NONCE_OID);
    if (extension === undefined) return null;
    const [tagged, ...rest] = readSequence(decodeDer(extension.value));
    if (tagged === undefined || !isContext(tagged, 1) || rest.length > 0) return null;
    const nonce = readOctetString(readExplicit(tagged));
    return nonce.length === 32 ? nonce : null;
  });
}

/** Version and build of the system as the leaf states them, for display and for a minimum; null where it does not. */
export function readSystem(leaf: Certificate): { version: string | null; build: string | null } {
  const extension = findExtension(leaf, OS_OID);
  const read = (tag: number): string | null =>
    tolerate(() => {
      if (extension === undefined) return null;
      const element = decodeDer(extension.value).children.find((child) => isContext(child, tag));
      return element === undefined ? null : decodeUtf8(readOctetString(readExplicit(element)));
    });
  return { version: read(OS_VERSION_TAG), build: read(OS_BUILD_TAG) };
}

function tolerate<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}
