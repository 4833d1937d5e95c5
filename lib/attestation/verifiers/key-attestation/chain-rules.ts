/** What must hold of a chain besides its signatures: dates, authorities, record position, revocation (D3.4 to D3.7). */

import type { KeyAttestationCheck } from "../../../contract/evidence-checks/key-attestation";
import { type Certificate, findExtension } from "../../../encoding/x509";
import { hasAttribute, NAME_ATTRIBUTE } from "../../../encoding/x509-name";
import { isRevoked, revocationOf } from "../../revocation";
import type { CheckReport } from "../report";
import type { Anchorage, Chain } from "./chain";
import type { KeyAttestationContext, RevocationState } from "./context";
import { KEY_DESCRIPTION_OID } from "./key-description";

type Report = CheckReport<KeyAttestationCheck>;

export type Provisioning = "remote" | "factory";

/** Remote provisioning shows in an intermediate of Google's; the provisioning extension alone is not enough. */
export function provisioningOf(chain: Chain): Provisioning {
  const remote = chain.slice(1).some(({ subjectName: name }) => {
    return (
      hasAttribute(name, NAME_ATTRIBUTE.organization, "Google LLC") &&
      ["Droid CA2", "Droid CA3"].some((value) => hasAttribute(name, NAME_ATTRIBUTE.commonName, value))
    );
  });
  return remote ? "remote" : "factory";
}

/**
 * The leaf's dates come from the phone's clock and count for nothing. Factory intermediates outlive their dates on
 * honest phones; the pinned root is a key, not a certificate.
 */
export function checkDates(
  chain: Chain,
  anchorage: Anchorage | null,
  provisioning: Provisioning,
  now: Date,
  report: Report,
): void {
  const faults = chain.flatMap((certificate, index) => {
    if (index === 0) return [];
    const { notBefore, notAfter } = certificate;
    if (notBefore === null || notAfter === null) return [`certificate ${index} has no readable dates`];
    if (now < notBefore) return [`certificate ${index} is valid from ${notBefore.toISOString()}`];
    const isAnchor = anchorage?.rootIncluded === true && index === chain.length - 1;
    const expires = provisioning === "remote" && !isAnchor;
    return expires && now > notAfter ? [`certificate ${index} expired ${notAfter.toISOString()}`] : [];
  });
  const expected = `${now.toISOString()} within the dates (${provisioning} provisioning)`;
  report.require("chain-dates", faults.length === 0, ["untrusted-chain"], { found: faults[0], expected });
}

/** Exactly one record, in the leaf: an attested key that signs a further certificate shows a second one. */
export function checkRecordPosition(chain: Chain, report: Report): void {
  const at = chain.flatMap((certificate, index) => (hasRecord(certificate) ? [index] : []));
  const found = at.length === 0 ? "no record" : `record in certificate ${at.join(", ")}`;
  const holds = at.length === 1 && at[0] === 0;
  report.require("record-position", holds, ["untrusted-chain"], { found, expected: "record in certificate 0" });
}

/** Genuine old phones have cA=FALSE in certificate 1, and only there. */
export function checkAuthorities(chain: Chain, report: Report): void {
  const faults = chain.flatMap((certificate, index) => {
    const ca = certificate.basicConstraints?.ca ?? false;
    if (index === 0) return ca ? ["the leaf is an authority"] : [];
    const tolerated = index === 1 && !hasRecord(certificate);
    return ca || tolerated ? [] : [`certificate ${index} is no authority`];
  });
  report.require("chain-authorities", faults.length === 0, ["untrusted-chain"], { found: faults[0] });
}

export function noteLength(
  chain: Chain,
  anchorage: Anchorage | null,
  provisioning: Provisioning,
  report: Report,
): void {
  const length = chain.length + (anchorage?.rootIncluded === false ? 1 : 0);
  const usual = provisioning === "remote" ? 5 : 4;
  const seen = { found: length, expected: `${usual} with the root (${provisioning} provisioning)` };
  if (length === usual) report.pass("chain-length", seen);
  else report.annotate("chain-length", seen);
}

export function checkRevocation(chain: Chain, context: KeyAttestationContext, report: Report): void {
  const { revocation } = context;
  if (revocation === "deliberately-unchecked") {
    report.skip("revocation-list", "switched off");
    report.skip("chain-revocation", "switched off");
  } else if (revocation === "unavailable") {
    report.fail("revocation-list", ["untrusted-chain"], { found: "no list", expected: "a revocation list" });
    report.skip("chain-revocation", "no list");
  } else {
    checkListAge(revocation, context.now, report);
    checkSerials(chain, revocation, report);
  }
}

function checkListAge(revocation: RevocationState, now: Date, report: Report): void {
  const { retrievedAt, maximumAgeSeconds } = revocation;
  if (retrievedAt === null) {
    report.skip("revocation-list", "given as a file, age not judged");
    return;
  }
  const ageSeconds = Math.max(0, Math.round((now.getTime() - retrievedAt.getTime()) / 1000));
  report.require("revocation-list", ageSeconds <= maximumAgeSeconds, ["untrusted-chain"], {
    found: `${ageSeconds} s old`,
    expected: `at most ${maximumAgeSeconds} s`,
  });
}

function checkSerials(chain: Chain, { list }: RevocationState, report: Report): void {
  const revoked = chain.flatMap(({ serialHex }, index) => {
    const entry = revocationOf(list, serialHex);
    return isRevoked(entry)
      ? [`certificate ${index}, serial ${serialHex}: ${entry?.status} ${entry?.reason ?? ""}`]
      : [];
  });
  report.require("chain-revocation", revoked.length === 0, ["key-revoked"], {
    found: revoked[0]?.trim(),
    expected: `no serial in a list of ${list.size}`,
  });
}

function hasRecord(certificate: Certificate): boolean {
  return findExtension(certificate, KEY_DESCRIPTION_OID) !== undefined;
}
