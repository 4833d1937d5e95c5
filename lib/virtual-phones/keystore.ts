/** A phone's Android Keystore: the SDK's native contract, with chains under a test root. */
import { randomUUID, sign } from "node:crypto";
import type { AndroidKeystore, KeystoreKey, PublicJwk } from "@attestry/sdk";
import { exportP256PublicJwk } from "../encoding/p256-keys";
import { generateEcKeys, type KeyPair } from "./certificates";
import { type AndroidFactory, attestKey, extendChain, type RecordOptions } from "./pixel";

/** What is wrong with a virtual phone, or with the app on it. */
export type PixelAttack = "chain-extension" | "foreign-package" | "unlocked-bootloader";

export interface VirtualPixelOptions {
  readonly factory: AndroidFactory;
  /** What the phone's Keystore says of app and system; the challenge comes with each key. */
  readonly record: Omit<RecordOptions, "challenge">;
  readonly attack?: PixelAttack;
}

export function createVirtualKeystore({ factory, record, attack }: VirtualPixelOptions): AndroidKeystore {
  const keys = new Map<string, KeyPair>();
  return {
    async generateKey(challenge): Promise<KeystoreKey> {
      const alias = randomUUID();
      const pair = generateEcKeys();
      const said = { ...record, ...LIES[attack ?? "none"], challenge };
      const { instanceKey, chain } =
        attack === "chain-extension" ? extended(factory, pair, said) : attested(factory, pair, said);
      keys.set(alias, instanceKey);
      return { alias, publicJwk: publicJwk(instanceKey), certificateChain: chain.map(bytesOf) };
    },
    findKey: async (alias) => {
      const pair = keys.get(alias);
      return pair === undefined ? null : publicJwk(pair);
    },
    async sign(alias, data) {
      const pair = keys.get(alias);
      if (pair === undefined) throw new Error("there is no key of this alias");
      return sign("sha256", data, pair.privateKey);
    },
  };
}

const LIES: Readonly<Record<PixelAttack | "none", Partial<RecordOptions>>> = {
  none: {},
  "chain-extension": {},
  "foreign-package": { packages: [{ name: "com.example.foreign", versionCode: 1 }] },
  "unlocked-bootloader": { rootOfTrust: { locked: false, state: 2, bootKey: new Uint8Array(32) } },
};

function attested(factory: AndroidFactory, pair: KeyPair, record: RecordOptions) {
  return { instanceKey: pair, chain: attestKey(factory, pair.publicKey, record) };
}

/** The attested key signs one more certificate, for a key that the attacker holds in memory. */
function extended(factory: AndroidFactory, pair: KeyPair, record: RecordOptions) {
  const instanceKey = generateEcKeys();
  const genuine = attestKey(factory, pair.publicKey, record);
  return { instanceKey, chain: extendChain(genuine, pair, instanceKey.publicKey, record) };
}

function publicJwk({ publicKey }: KeyPair): PublicJwk {
  return exportP256PublicJwk(publicKey);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64, "base64"));
}
