/**
 * App Attest after enrolment: the attested key can sign nothing but assertions, so each attestation brings one over its
 * own bytes. Its counter is compared with the stored one where the event is written, in the same transaction.
 * @module
 */
import type { KeyObject } from "node:crypto";
import type { StoredCheck } from "../contract/checks";
import type { Check } from "../contract/evidence";
import type { AttestationRequest } from "../contract/protocol";
import type { Signal } from "../contract/signals";
import type { PublicJwk } from "./claims";
import type { InstanceCredential } from "./credential";
import { assertionHash } from "./evidence-binding";
import { verifyAppAttestAssertion } from "./verifiers/app-attest/verify-assertion";

export type Asserted =
  | { readonly verified: true; readonly counter: number | null; readonly checks: readonly StoredCheck[] }
  | { readonly verified: false; readonly signals: readonly Signal[]; readonly checks: readonly StoredCheck[] };

const MISSING: StoredCheck = ["assertion-decodes", "fail", "no assertion", "one by the attested key"];

/** Instances of other formats bring none and are asked for none. */
export function verifyAssertion(
  { evidence, assertion }: AttestationRequest,
  { att }: InstanceCredential,
  importKey: (jwk: PublicJwk) => KeyObject | null,
): Asserted {
  const attested = att?.aak;
  if (attested === undefined) return { verified: true, counter: null, checks: [] };
  if (assertion === undefined) return { verified: false, signals: ["malformed"], checks: [MISSING] };
  const publicKey = importKey({ kty: "EC", crv: "P-256", x: attested.x, y: attested.y });
  if (publicKey === null) return { verified: false, signals: ["untrusted-chain"], checks: [MISSING] };
  const result = verifyAppAttestAssertion(assertion, {
    clientDataHash: assertionHash(evidence),
    appId: attested.id,
    publicKey,
    // The stored counter is compared by the writer of the event; here it must only have moved at all.
    previousCounter: 0,
  });
  const checks = result.checks.map(storedCheck);
  if (!result.verified) return { verified: false, signals: result.signals, checks };
  return { verified: true, counter: result.counter, checks };
}

/** A verifier's check in the form that events keep. */
export function storedCheck({ id, outcome, found, expected }: Check): StoredCheck {
  return [id, outcome, found ?? null, expected ?? ""];
}
