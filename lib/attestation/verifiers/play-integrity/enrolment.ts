/** Play Integrity at enrolment: by whose keys a token is opened, and what its verdict must be made for. */
import type { EvidenceResult } from "../../claims";
import { evidenceBinding } from "../../evidence-binding";
import { liveSigners } from "../../reference-values";
import type { InputOf } from "../input";
import type { PlayIntegrityContext, PlayIntegrityKeys } from "./context";
import { verifyPlayIntegrityEvidence, verifyPlayIntegrityVerdict } from "./verify";

const NO_KEYS: PlayIntegrityKeys = { decryption: [], verification: [] };

/**
 * Opens a token with the test keys where the app accepts test traffic, else with the app's own, else by Google. What a
 * test key opens is test traffic; a token that nobody can open proves nothing.
 */
export async function verifyPlayIntegrity(input: InputOf<"play-integrity">): Promise<EvidenceResult> {
  const { evidence, app, trust } = input;
  const context = contextOf(input);
  if (app.acceptsTestTraffic && trust.test !== null) {
    const ofTest = await verifyPlayIntegrityEvidence(evidence, trust.test.play, {
      ...context,
      environment: "testing",
      test: true,
    });
    if (opened(ofTest)) return ofTest;
  }
  if (app.playKeys !== null) return verifyPlayIntegrityEvidence(evidence, app.playKeys, context);
  if (trust.decodeVerdict !== null) {
    const verdict = await trust.decodeVerdict(evidence.token, app.appId);
    if (verdict !== null) return verifyPlayIntegrityVerdict(verdict, context);
  }
  return verifyPlayIntegrityEvidence(evidence, NO_KEYS, context);
}

function contextOf({ evidence, app, challenge, instanceKey, now }: InputOf<"play-integrity">): PlayIntegrityContext {
  const bound = evidenceBinding(challenge, instanceKey).toString("base64url");
  return {
    now,
    binding:
      evidence.request === "classic" ? { kind: "classic", nonce: bound } : { kind: "standard", requestHash: bound },
    app: { packageName: app.appId, signerDigests: liveSigners(app, now) },
    environment: "production",
    requireStrongIntegrity: app.policy?.rules.evidence.requireStrongIntegrity ?? false,
  };
}

function opened({ checks }: EvidenceResult): boolean {
  return checks.some(({ id, outcome }) => id === "token-decrypts" && outcome === "pass");
}
