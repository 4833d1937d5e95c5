/** An iPhone's App Attest service: the SDK's native contract, with attestations under a test root. */

import { createHash } from "node:crypto";
import type { AppAttestService } from "@attestry/sdk";
import { generateEcKeys, type KeyPair } from "./certificates";
import { type AppleAuthority, assertRequest, attestAppKey, pointOf } from "./iphone";

export interface VirtualAppAttestOptions {
  readonly authority: AppleAuthority;
  /** `TEAMID.bundle.id`. */
  readonly appId: string;
  readonly iosVersion?: string;
  /** Shows the counter of its first assertion for ever, as a copy of the key would that knows nothing of the others. */
  readonly replaysCounter?: boolean;
}

export function createVirtualAppAttest(options: VirtualAppAttestOptions): AppAttestService {
  const { authority, appId, iosVersion, replaysCounter = false } = options;
  const known = new Map<string, { readonly keys: KeyPair; counter: number }>();
  const find = (keyId: string) => {
    const key = known.get(keyId);
    if (key === undefined) throw new Error("there is no key of this id");
    return key;
  };
  return {
    async generateKey() {
      const keys = generateEcKeys();
      const keyId = createHash("sha256").update(pointOf(keys.publicKey)).digest("base64");
      known.set(keyId, { keys, counter: 0 });
      return keyId;
    },
    async attestKey(keyId, clientDataHash) {
      const { keys } = find(keyId);
      const made = attestAppKey(authority, {
        appId,
        clientDataHash,
        keys,
        ...(iosVersion === undefined ? {} : { iosVersion }),
      });
      return Buffer.from(made.attestation, "base64");
    },
    async generateAssertion(keyId, clientDataHash) {
      const key = find(keyId);
      key.counter = replaysCounter ? 1 : key.counter + 1;
      return Buffer.from(assertRequest(key.keys, { appId, clientDataHash, counter: key.counter }), "base64");
    },
  };
}
