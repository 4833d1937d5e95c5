/** An honest virtual phone, what its verifier is given, and the ways tests change either. */

import type { KeyAttestationCheck } from "../../contract/evidence-checks/key-attestation";
import type { Signal } from "../../contract/signals";
import { exportP256PublicJwk } from "../../encoding/p256-keys";
import { generateEcKeys, testAnchor } from "../../virtual-phones/certificates";
import { enumerated, integer, octets, sequence } from "../../virtual-phones/der-writer";
import { attestKey, createAndroidFactory, createAndroidRoot, type RecordOptions } from "../../virtual-phones/pixel";
import type { PublicJwk } from "../claims";
import type { KeyAttestationContext } from "../verifiers/key-attestation/context";
import { KEY_DESCRIPTION_OID } from "../verifiers/key-attestation/key-description";
import { verifyKeyAttestationEvidence } from "../verifiers/key-attestation/verify";

export const NOW = new Date("2026-11-20T12:00:00Z");
export const CHALLENGE = Buffer.from("a challenge of ours");
export const SIGNER = "ab".repeat(32);
export const PACKAGE = "com.example.bank";

export const root = createAndroidRoot();
export const factory = createAndroidFactory({ root });
export const keys = generateEcKeys();

export const honest: RecordOptions = {
  challenge: CHALLENGE,
  packages: [{ name: PACKAGE, versionCode: 7 }],
  signerDigests: [SIGNER],
};

export function jwkOf(key: typeof keys): PublicJwk {
  return exportP256PublicJwk(key.publicKey);
}

export const context: KeyAttestationContext = {
  now: NOW,
  policy: "strict",
  challenge: CHALLENGE,
  confirmationKey: jwkOf(keys),
  app: { packageName: PACKAGE, signerDigests: [SIGNER] },
  device: {},
  anchors: [testAnchor("test-root", root)],
  revocation: { list: new Map(), retrievedAt: new Date("2026-11-20T00:00:00Z"), maximumAgeSeconds: 86_400 },
};

export function judge(certificates: readonly string[], changes: Partial<KeyAttestationContext> = {}) {
  const result = verifyKeyAttestationEvidence({ certificates }, { ...context, ...changes });
  const failed = result.checks.filter(({ outcome }) => outcome === "fail").map(({ id }) => id);
  return { ...result, result, failed };
}

export const pixel = (record: Partial<RecordOptions> = {}) =>
  attestKey(factory, keys.publicKey, { ...honest, ...record });

/** The chain with one certificate replaced. */
export function replaced(chain: readonly string[], index: number, certificate: Uint8Array): string[] {
  return chain.with(index, Buffer.from(certificate).toString("base64"));
}

export function flipped(chain: readonly string[], index: number): string[] {
  const bytes = Buffer.from(chain[index] ?? "", "base64");
  bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1;
  return replaced(chain, index, bytes);
}

/** A leaf whose record has exactly this content. */
export function withRecord(value: Uint8Array): string[] {
  return attestKey(factory, keys.publicKey, honest, { extensions: [{ oid: KEY_DESCRIPTION_OID, value }] });
}

/** An honest record with one of its eight fields replaced. */
export function withField(index: number, field: Uint8Array): string[] {
  const fields = [
    integer(300),
    enumerated(1),
    integer(300),
    enumerated(1),
    octets(CHALLENGE),
    octets(Buffer.alloc(0)),
    sequence(),
    sequence(),
  ];
  return withRecord(sequence(...fields.with(index, Buffer.from(field))));
}

/** An attack fails at the check made for it, with the signal that names it, and proves nothing where it must not. */
export interface Attack {
  readonly name: string;
  readonly chain: () => readonly string[];
  readonly changes?: Partial<KeyAttestationContext>;
  readonly check: KeyAttestationCheck;
  readonly signal: Signal;
  readonly verified?: boolean;
}
