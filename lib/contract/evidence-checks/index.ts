import { APP_ATTEST_ASSERTION_CHECKS, APP_ATTEST_CHECKS } from "./app-attest";
import { KEY_ATTESTATION_CHECKS } from "./key-attestation";
import { PLAY_INTEGRITY_CHECKS } from "./play-integrity";
import type { CheckTable } from "./table";

/** Every check that a verifier of platform evidence makes. An id means the same in every format that has it. */
export const EVIDENCE_CHECKS: CheckTable = {
  ...KEY_ATTESTATION_CHECKS,
  ...APP_ATTEST_CHECKS,
  ...APP_ATTEST_ASSERTION_CHECKS,
  ...PLAY_INTEGRITY_CHECKS,
};
