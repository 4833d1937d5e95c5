import { createHash } from "node:crypto";
import { canonicalJson } from "./canonical-json";

/** `previousHash` of the audit's first entry. */
export const GENESIS_HASH: Buffer = Buffer.alloc(32);

/** What an audit entry's hash covers besides the hash of the entry before. */
export interface HashedEntry {
  /** ISO 8601 in UTC with milliseconds. */
  readonly at: string;
  readonly actorKind: string;
  readonly actor: string;
  readonly action: string;
  readonly entity: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly address: string | null;
}

/** SHA-256 over the previous entry's hash and this entry's canonical JSON (RFC 8785). */
export function auditHash(previousHash: Uint8Array, entry: HashedEntry): Buffer {
  const { at, actorKind, actor, action, entity, before, after, address } = entry;
  const text = canonicalJson({ at, actorKind, actor, action, entity, before, after, address });
  return createHash("sha256").update(previousHash).update(text).digest();
}
