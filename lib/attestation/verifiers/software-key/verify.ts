import { type EvidenceResult, mintVerifiedClaims } from "../../claims";
import type { EvidenceInput } from "../input";

/**
 * `software-key`: the instance made its ES256 key itself. The enrolment's own signature proves possession and nothing
 * more, so the security level is `none`; whether that is enough is the policy's to say.
 */
export function verifySoftwareKey(input: EvidenceInput): EvidenceResult {
  return {
    verified: true,
    signals: ["software-key"],
    checks: [],
    claims: mintVerifiedClaims({
      format: "software-key",
      platform: input.platform,
      securityLevel: "none",
      instanceKey: input.instanceKey,
      appIds: [],
      signerDigests: [],
      versionCode: null,
      patchLevel: null,
      osVersion: null,
      verifiedBootKey: null,
      test: false,
      details: {},
    }),
  };
}
