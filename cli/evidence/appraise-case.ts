/** Judges one case of an evidence file offline and compares the verdict with the one the file states. */

import { createPublicKey, createSecretKey, type KeyObject } from "node:crypto";
import type { RevocationList } from "../../lib/attestation/revocation";
import { APP_ATTEST_ANCHORS, KEY_ATTESTATION_ANCHORS } from "../../lib/attestation/trust-anchors";
import { verifyAppAttestEvidence } from "../../lib/attestation/verifiers/app-attest/verify";
import { importX962, verifyAppAttestAssertion } from "../../lib/attestation/verifiers/app-attest/verify-assertion";
import { verifyKeyAttestationEvidence } from "../../lib/attestation/verifiers/key-attestation/verify";
import {
  verifyPlayIntegrityEvidence,
  verifyPlayIntegrityVerdict,
} from "../../lib/attestation/verifiers/play-integrity/verify";
import { createLinkCache } from "../../lib/attestation/x509/link-cache";
import type { Check } from "../../lib/contract/evidence";
import { SIGNAL_IDS, type Signal } from "../../lib/contract/signals";
import { type EvidenceCase, formatOf, type PlayIntegrityInput, type Policy } from "./evidence-case";
import { UnreadableEvidenceError } from "./parse-evidence-file";

export interface AppraisalSettings {
  readonly policy: Policy;
  /** Overrides every instant the files state. */
  readonly at: Date | null;
  /** The instant of a case that states none. */
  readonly now: Date;
  readonly revocations: RevocationList | null;
}

/** What is printed per input. */
export interface CaseVerdict {
  readonly id: string;
  readonly format: string;
  readonly verdict: "pass" | "fail";
  /** The signals of the checks that failed. */
  readonly reasons: readonly Signal[];
  readonly checks: readonly Check[];
  readonly claims: Readonly<Record<string, unknown>>;
}

const links = createLinkCache();

/** Throws an UnreadableEvidenceError when a key of the case is none. */
export async function appraiseCase(one: EvidenceCase, settings: AppraisalSettings): Promise<CaseVerdict> {
  const { checks, claims } = await verifyCase(one, settings);
  const failed = checks.filter(({ outcome }) => outcome === "fail");
  const found = new Set(failed.flatMap(({ signals }) => signals ?? []));
  return {
    id: one.id,
    format: formatOf(one),
    verdict: failed.length === 0 ? "pass" : "fail",
    reasons: SIGNAL_IDS.filter((signal) => found.has(signal)),
    checks,
    claims,
  };
}

interface Judged {
  readonly checks: readonly Check[];
  readonly claims: Readonly<Record<string, unknown>>;
}

async function verifyCase(one: EvidenceCase, settings: AppraisalSettings): Promise<Judged> {
  const now = settings.at ?? one.validAt ?? settings.now;
  switch (one.kind) {
    case "key-attestation":
      return judged(
        verifyKeyAttestationEvidence(
          { certificates: one.input.chain },
          {
            ...{ now, policy: settings.policy, challenge: one.input.challenge, app: one.input.app, links },
            confirmationKey: null,
            device: {},
            anchors: KEY_ATTESTATION_ANCHORS,
            revocation:
              settings.revocations === null
                ? "deliberately-unchecked"
                : { list: settings.revocations, retrievedAt: null, maximumAgeSeconds: 0 },
          },
        ),
      );
    case "app-attest-attestation": {
      const { attestationObject, keyId, clientDataHash, ...app } = one.input;
      return judged(
        verifyAppAttestEvidence(
          { attestation: attestationObject, keyId },
          { now, clientDataHash, app, anchors: APP_ATTEST_ANCHORS, links },
        ),
      );
    }
    case "app-attest-assertion": {
      const { assertion, publicKeyX962, ...context } = one.input;
      const publicKey = importKey("publicKeyX962", () => importX962(publicKeyX962));
      const result = verifyAppAttestAssertion(assertion, { ...context, publicKey });
      return { checks: result.checks, claims: result.verified ? { counter: result.counter } : {} };
    }
    case "play-integrity":
      return judged(await verifyPlay(one.input, now));
  }
}

async function verifyPlay(input: PlayIntegrityInput, now: Date) {
  const { packageName, signerDigests, binding, environment, maximumAgeSeconds, token } = input;
  const context = {
    ...{ now, binding, environment, app: { packageName, signerDigests } },
    ...(maximumAgeSeconds === undefined ? {} : { maximumAgeSeconds }),
  };
  if (token === null) return verifyPlayIntegrityVerdict(input.payload, context);
  if (token.decryptionKey.length !== 32) throw new UnreadableEvidenceError("decryptionKey: not a key of 32 bytes");
  const spki = { key: Buffer.from(token.verificationKey), format: "der", type: "spki" } as const;
  const verification = importKey("verificationKey", () => createPublicKey(spki));
  const keys = { decryption: [createSecretKey(token.decryptionKey)], verification: [verification] };
  return verifyPlayIntegrityEvidence({ token: token.text }, keys, context);
}

function importKey(name: string, make: () => KeyObject): KeyObject {
  try {
    return make();
  } catch (cause) {
    throw new UnreadableEvidenceError(`${name}: not a public key`, { cause });
  }
}

/** Claims as JSON; the receipt as base64. */
function judged(result: Awaited<ReturnType<typeof verifyPlay>>): Judged {
  if (!result.verified) return { checks: result.checks, claims: {} };
  const { receipt, ...claims } = result.claims;
  const encoded = receipt === undefined ? {} : { receipt: Buffer.from(receipt).toString("base64") };
  return { checks: result.checks, claims: { ...claims, ...encoded } };
}
