import type { ConfigResponse } from "../lib/contract/protocol-answers";
import { members, readConfig, text } from "./answers";
import type { PublicJwk } from "./evidence-provider";
import type { KeyHandle, PrivateJwk } from "./instance-key";

/** What survives a restart of the app. Losing it costs one enrolment. */
export interface StoredInstance {
  /** Service and app it belongs to: `url app platform`; anything else is not ours. */
  readonly owner: string;
  readonly instanceId: string;
  readonly credential: string;
  readonly key: KeyHandle;
  readonly config: ConfigResponse | null;
  /** What the platform proved; null for a software key. */
  readonly proof: StoredProof | null;
}

/** What must be known again of the platform evidence that the instance enrolled with. */
export interface StoredProof {
  /** App Attest: the attested key, which asserts each attestation; null for every other format. */
  readonly keyId: string | null;
  /** System version and patch level it was made on: after an update the phone proves itself anew. */
  readonly system: string;
}

/** Where the instance is kept. Both calls may reject; the SDK then works without it and reports the failure. */
export interface Store {
  /** `crypto-keys`: can hold a CryptoKey, so the instance key is not extractable. `text`: it is kept as a JWK. */
  readonly holds: "crypto-keys" | "text";
  load(): Promise<StoredInstance | null>;
  save(instance: StoredInstance): Promise<void>;
}

/** Keeps the instance as long as the process lives. */
export function memoryStore(): Store {
  let kept: StoredInstance | null = null;
  return {
    holds: "crypto-keys",
    load: async () => kept,
    save: async (instance) => {
      kept = instance;
    },
  };
}

/** The part of the Web Storage interface that the SDK needs; React Native's key-value stores fit behind it. */
export interface TextStorage {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, value: string): void | Promise<void>;
}

/**
 * Keeps the instance as text, e.g. in `localStorage` or in a phone's encrypted storage. Everyone who can read that
 * storage can read the instance key.
 */
export function textStore(storage: TextStorage, name = "attestry"): Store {
  return {
    holds: "text",
    load: async () => parseStoredInstance(await storage.getItem(name)),
    save: async (instance) => {
      await storage.setItem(name, serializeInstance(instance));
    },
  };
}

export function serializeInstance(instance: StoredInstance): string {
  return JSON.stringify({ version: 1, ...instance });
}

/** Reads a kept instance back; null for what is missing, damaged or of another version. */
export function parseStoredInstance(kept: string | null): StoredInstance | null {
  if (kept === null) return null;
  try {
    const from = members(JSON.parse(kept));
    if (from.version !== 1) return null;
    return {
      owner: text(from, "owner"),
      instanceId: text(from, "instanceId"),
      credential: text(from, "credential"),
      key: readKey(from.key),
      config: from.config === null ? null : readConfig(from.config),
      proof: from.proof == null ? null : readProof(from.proof),
    };
  } catch {
    return null;
  }
}

function readProof(value: unknown): StoredProof {
  const from = members(value);
  return { keyId: from.keyId === null ? null : text(from, "keyId"), system: text(from, "system") };
}

function readKey(value: unknown): KeyHandle {
  const from = members(value);
  if (from.kind === "jwk") return { kind: "jwk", privateJwk: readPrivateJwk(from.privateJwk) };
  return { kind: "reference", reference: text(from, "reference"), publicJwk: readPublicJwk(from.publicJwk) };
}

function readPublicJwk(value: unknown): PublicJwk {
  const from = members(value);
  return { kty: "EC", crv: "P-256", x: text(from, "x"), y: text(from, "y") };
}

function readPrivateJwk(value: unknown): PrivateJwk {
  return { ...readPublicJwk(value), d: text(members(value), "d") };
}
