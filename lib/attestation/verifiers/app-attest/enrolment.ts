/** App Attest at enrolment: which root and which of the app's teams an attestation is judged by. */
import { CborError } from "../../../encoding/cbor";
import { DerError } from "../../../encoding/der";
import type { EvidenceResult } from "../../claims";
import { evidenceBinding } from "../../evidence-binding";
import { liveTeamIds } from "../../reference-values";
import type { TrustAnchor } from "../../trust-anchors";
import type { InputOf } from "../input";
import { decodeAttestationObject } from "./attestation-object";
import { verifyAppAttestEvidence } from "./verify";

/** Judges an attestation by each registered team; what fails for all is refused with the last one's checks. */
export function verifyAppAttest(input: InputOf<"app-attest">): EvidenceResult {
  const { evidence, app, challenge, instanceKey, now, trust } = input;
  const test = app.acceptsTestTraffic ? trust.test : null;
  const isTest = test !== null && isIssuedBy(test.apple, evidence.attestation);
  const teams = liveTeamIds(app, now);
  let result: EvidenceResult = noTeam();
  for (const team of teams) {
    result = verifyAppAttestEvidence(evidence, {
      now,
      clientDataHash: evidenceBinding(challenge, instanceKey),
      app: {
        appId: `${team}.${app.appId}`,
        environment: app.policy?.rules.evidence.appAttestEnvironment ?? "production",
      },
      anchors: isTest ? [test.apple] : trust.appAttestAnchors,
      links: trust.links,
    });
    if (result.verified) return result;
  }
  return result;
}

/** App Attest names the app by team and bundle id: without a registered team there is nothing to compare with. */
function noTeam(): EvidenceResult {
  return {
    verified: false,
    signals: ["app-not-registered", "untrusted-chain"],
    checks: [
      {
        id: "app-id-hash",
        stage: "app",
        title: "The evidence belongs to the registered app",
        outcome: "fail",
        found: "no build with a team id is registered",
        expected: "TEAMID.bundle.id",
      },
    ],
  };
}

/** By name alone, for choosing; whether the root's key signed it is for the verifier to find out. */
function isIssuedBy(root: TrustAnchor, attestation: string): boolean {
  try {
    return Buffer.compare(decodeAttestationObject(attestation).intermediate.issuer, root.subject) === 0;
  } catch (error) {
    if (error instanceof CborError || error instanceof DerError) return false;
    throw error;
  }
}
