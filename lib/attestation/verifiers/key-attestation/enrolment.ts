/** Key Attestation at enrolment: which roots, list and reference values a chain is judged by. */
import { decodeBase64 } from "../../../encoding/base64-strict";
import { DerError } from "../../../encoding/der";
import { decodeCertificate } from "../../../encoding/x509";
import type { EvidenceResult } from "../../claims";
import { attestationChallenge } from "../../evidence-binding";
import { type EvidenceTrust, VerifierUnavailableError } from "../../evidence-trust";
import { liveSigners } from "../../reference-values";
import type { TrustAnchor } from "../../trust-anchors";
import type { InputOf } from "../input";
import type { KeyAttestationContext } from "./context";
import { verifyKeyAttestationEvidence } from "./verify";

const CERTIFICATE_BYTES_MAX = 8192;

/**
 * Judges a chain by the registered builds and by no other device rule than the allowed boot keys: all
 * are applied to the facts at every attestation (lib/attestation/appraise-attested.ts). Throws a VerifierUnavailableError when all that is wrong is that
 * we hold no fresh revocation list.
 */
export function verifyKeyAttestation(input: InputOf<"key-attestation">): EvidenceResult {
  const { evidence, app, challenge, instanceKey, now, trust } = input;
  const result = verifyKeyAttestationEvidence(evidence, {
    now,
    policy: "strict",
    challenge: attestationChallenge(challenge),
    confirmationKey: instanceKey,
    app: { packageName: app.appId, signerDigests: liveSigners(app, now) },
    device: { allowedBootKeys: app.policy?.rules.evidence.allowedBootKeys ?? [] },
    links: trust.links,
    ...rootsFor(evidence.certificates, app.acceptsTestTraffic, trust),
  });
  const failed = result.checks.filter(({ outcome }) => outcome === "fail").map(({ id }) => id);
  if (!result.verified && failed.length === 1 && failed[0] === "revocation-list") {
    throw new VerifierUnavailableError("no revocation list that is fresh enough");
  }
  return result;
}

/** A chain that names our test root is judged by it and its own revocations; the two worlds never mix. */
function rootsFor(
  certificates: readonly string[],
  acceptsTestTraffic: boolean,
  trust: EvidenceTrust,
): Pick<KeyAttestationContext, "anchors" | "revocation"> {
  const test = acceptsTestTraffic ? trust.test : null;
  if (test !== null && isIssuedBy(test.android, certificates.at(-1))) {
    return { anchors: [test.android], revocation: test.revocation };
  }
  return { anchors: trust.keyAttestationAnchors, revocation: trust.revocation };
}

/** By name alone, for choosing; whether the root's key signed it is for the verifier to find out. */
function isIssuedBy(root: TrustAnchor, certificate: string | undefined): boolean {
  const der = certificate === undefined ? null : decodeBase64(certificate, CERTIFICATE_BYTES_MAX);
  if (der === null) return false;
  try {
    return Buffer.compare(decodeCertificate(der, CERTIFICATE_BYTES_MAX).issuer, root.subject) === 0;
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}
