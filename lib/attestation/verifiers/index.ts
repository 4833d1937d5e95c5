import type { EvidenceFormat } from "../../contract/evidence";
import type { EvidenceResult } from "../claims";
import type { EvidenceInput } from "./input";
import { verifySoftwareKey } from "./software-key/verify";

type Verifier = (input: EvidenceInput) => EvidenceResult | Promise<EvidenceResult>;

/** The verifier of each format; a format without one is refused. */
const VERIFIERS: Partial<Record<EvidenceFormat, Verifier>> = { "software-key": verifySoftwareKey };

/** Verifies platform evidence by its format's verifier. Unknown formats prove nothing. */
export async function verifyEvidence(input: EvidenceInput): Promise<EvidenceResult> {
  const verifier = VERIFIERS[input.evidence.format];
  return verifier ? verifier(input) : { verified: false, signals: ["untrusted-chain"], checks: [] };
}
