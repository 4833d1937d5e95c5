/** The authorities behind virtual phones, under a deployment's own test roots (lib/attestation/test-roots.ts). */
import { deriveTestRoots, TEST_REVOKED_SERIAL, TEST_ROOT_NAMES } from "../attestation/test-roots";
import { type AppleAuthority, createAppleAuthority } from "./iphone";
import { type AndroidFactory, createAndroidFactory } from "./pixel";
import type { PlayKeys } from "./play";

export interface TestAuthorities {
  /** Phones whose attestation keys came with them from the factory. */
  readonly factory: AndroidFactory;
  /** Phones that get attestation keys over the air. */
  readonly remote: AndroidFactory;
  /** Phones with a StrongBox. */
  readonly strongBox: AndroidFactory;
  /** Phones with an attestation key that leaked and was revoked. */
  readonly revoked: AndroidFactory;
  readonly apple: AppleAuthority;
  readonly play: PlayKeys;
}

/** The same test key gives authorities under the same roots; what lies between is new each time. */
export function createTestAuthorities(testKey: Uint8Array): TestAuthorities {
  const roots = deriveTestRoots(testKey);
  const root = { name: { CN: TEST_ROOT_NAMES.android }, keys: roots.android };
  return {
    factory: createAndroidFactory({ root }),
    remote: createAndroidFactory({ root, provisioning: "remote" }),
    strongBox: createAndroidFactory({ root, provisioning: "remote", strongBox: true }),
    revoked: createAndroidFactory({
      root,
      attestationCertificate: { serial: Buffer.from(TEST_REVOKED_SERIAL, "hex") },
    }),
    apple: createAppleAuthority({}, { name: { CN: TEST_ROOT_NAMES.apple }, keys: roots.apple }),
    play: roots.play,
  };
}
