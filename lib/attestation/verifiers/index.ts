import type { EvidenceFormat, Platform } from "../../contract/evidence";
import type { EvidenceResult } from "../claims";
import { verifyAppAttest } from "./app-attest/enrolment";
import type { EvidenceInput, InputOf } from "./input";
import { verifyKeyAttestation } from "./key-attestation/enrolment";
import { verifyPlayIntegrity } from "./play-integrity/enrolment";
import { verifySoftwareKey } from "./software-key/verify";

type Verifiers = {
  readonly [Format in EvidenceFormat]: (input: InputOf<Format>) => EvidenceResult | Promise<EvidenceResult>;
};

const VERIFIERS: Verifiers = {
  "software-key": verifySoftwareKey,
  "app-attest": verifyAppAttest,
  "key-attestation": verifyKeyAttestation,
  "play-integrity": verifyPlayIntegrity,
};

/** The platforms a format exists on. */
const PLATFORMS_OF: Readonly<Record<EvidenceFormat, readonly Platform[]>> = {
  "software-key": ["android", "ios"],
  "app-attest": ["ios"],
  "key-attestation": ["android"],
  "play-integrity": ["android"],
};

/**
 * Verifies platform evidence by its format's verifier. Evidence of another platform proves nothing. Throws a
 * VerifierUnavailableError when we could not judge it.
 */
export async function verifyEvidence(input: EvidenceInput): Promise<EvidenceResult> {
  const { format } = input.evidence;
  if (!PLATFORMS_OF[format].includes(input.platform)) return { verified: false, signals: ["malformed"], checks: [] };
  return verifierOf(format)(input);
}

/** Runtime guarantee: the table pairs each format with the verifier that takes its evidence. */
function verifierOf(format: EvidenceFormat): (input: EvidenceInput) => EvidenceResult | Promise<EvidenceResult> {
  return VERIFIERS[format] as (input: EvidenceInput) => EvidenceResult | Promise<EvidenceResult>;
}
