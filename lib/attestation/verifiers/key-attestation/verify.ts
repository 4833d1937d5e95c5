/**
 * Android Key Attestation, offline: evidence steps D3.1 to D3.15.
 * @see https://developer.android.com/privacy-and-security/security-key-attestation
 */

import {
  CHAIN_POLICY_CHECKS,
  KEY_ATTESTATION_CHECKS,
  type KeyAttestationCheck,
} from "../../../contract/evidence-checks/key-attestation";
import type { EvidenceResult, PublicJwk } from "../../claims";
import { publicJwkOf } from "../../x509/jwk";
import { NO_LINK_CACHE } from "../../x509/link-cache";
import { type CheckReport, createReport } from "../report";
import { checkApp, checkPatchLevels } from "./app-checks";
import { type Chain, decodeChain, verifyChain } from "./chain";
import {
  checkAuthorities,
  checkDates,
  checkRecordPosition,
  checkRevocation,
  noteLength,
  type Provisioning,
  provisioningOf,
} from "./chain-rules";
import { keyAttestationClaims } from "./claims";
import type { KeyAttestationContext, KeyAttestationEvidence } from "./context";
import type { KeyDescription } from "./key-description";
import {
  checkBoot,
  checkChallenge,
  checkKeyUse,
  checkOrigin,
  checkProvisioning,
  checkSecurityLevel,
  decodeRecord,
} from "./record-checks";

type Report = CheckReport<KeyAttestationCheck>;

/**
 * Judges one chain. Checks that do not depend on each other all run, so that a refusal shows everything that is wrong;
 * bad evidence is a result, never an exception.
 */
export function verifyKeyAttestationEvidence(
  evidence: KeyAttestationEvidence,
  context: KeyAttestationContext,
): EvidenceResult {
  const report: Report = createReport<KeyAttestationCheck>(
    KEY_ATTESTATION_CHECKS,
    (id) => context.policy === "strict" || CHAIN_POLICY_CHECKS.includes(id),
  );
  const chain = decodeChain(evidence.certificates, report);
  if (chain === null) return report.result(null);

  const anchorage = verifyChain(chain, context.anchors, context.links ?? NO_LINK_CACHE, report);
  const provisioning = provisioningOf(chain);
  checkDates(chain, anchorage, provisioning, context.now, report);
  checkRecordPosition(chain, report);
  checkAuthorities(chain, report);
  noteLength(chain, anchorage, provisioning, report);
  checkRevocation(chain, context, report);
  checkPossession(chain, context.confirmationKey, report);

  const record = decodeRecord(chain, report);
  if (record === null) return report.result(null);
  checkRecord(record, chain, provisioning, context, report);
  if (anchorage === null) return report.result(null);
  return report.result(() => keyAttestationClaims(chain, record, anchorage, provisioning));
}

function checkRecord(
  record: KeyDescription,
  chain: Chain,
  provisioning: Provisioning,
  context: KeyAttestationContext,
  report: Report,
): void {
  checkChallenge(record, context.challenge, report);
  checkKeyUse(record, report);
  checkSecurityLevel(record, chain, context, report);
  checkOrigin(record, report);
  checkBoot(record, context, report);
  checkProvisioning(record, provisioning, context, report);
  checkApp(record, context.app, report);
  checkPatchLevels(record, context.device, report);
}

/** The request's own signature was verified with the confirmation key; it must be the attested one. */
function checkPossession([leaf]: Chain, confirmation: PublicJwk | null, report: Report): void {
  const type =
    leaf.key.kind === "rsa" ? `RSA-${leaf.key.bits}` : leaf.key.kind === "ec" ? leaf.key.curve : leaf.key.oid;
  if (leaf.key.kind === "unsupported") report.annotate("key-type", { found: `unsupported key type ${type}` });
  else report.pass("key-type", { found: type });
  if (confirmation === null) {
    report.skip("key-possession", "no request to compare with");
    return;
  }
  const attested = publicJwkOf(leaf);
  const holds = attested !== null && attested.x === confirmation.x && attested.y === confirmation.y;
  report.require("key-possession", holds, ["untrusted-chain"], {
    found: attested === null ? `a key of type ${type}` : holds ? "the attested key" : "another key",
    expected: "the P-256 key that signs the request",
  });
}
