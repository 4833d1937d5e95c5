import { createHash, randomBytes } from "node:crypto";
import { and, eq, gt, isNull, lt, or } from "drizzle-orm";
import type { Database } from "../../drizzle/client";
import { apiKeys } from "../../drizzle/schema";
import { PERMISSIONS, type Permission } from "../contract/permissions";
import type { Principal } from "./principal";

/** Fixed start of every API key, so that secret scanners and people recognise one. */
const KEY_START = "attestry_";
/** How much of a key is kept readable to recognise it by: the start and four characters. */
const PREFIX_LENGTH = KEY_START.length + 4;
const API_KEY = /^attestry_[A-Za-z0-9_-]{43}$/;
/** How stale `last_used_at` may be before a request renews it. */
const LAST_USED_SECONDS = 60;

/** A new key of 256 random bits: the plaintext, shown once, and what is stored of it. */
export function mintApiKey(): { key: string; prefix: string; keyHash: Buffer } {
  const key = KEY_START + randomBytes(32).toString("base64url");
  return { key, prefix: key.slice(0, PREFIX_LENGTH), keyHash: hashApiKey(key) };
}

function hashApiKey(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}

/** The principal of an API key, or null when it is unknown, expired or revoked. */
export async function authenticateApiKey(db: Database, key: string, now: Date): Promise<Principal | null> {
  if (!API_KEY.test(key)) return null;
  // Looked up by its hash: an index on 256 unguessable bits leaks nothing by its timing.
  const [row] = await db
    .select({
      id: apiKeys.id,
      name: apiKeys.name,
      role: apiKeys.role,
      scopes: apiKeys.scopes,
      lastUsedAt: apiKeys.lastUsedAt,
    })
    .from(apiKeys)
    .where(
      and(
        eq(apiKeys.keyHash, hashApiKey(key)),
        isNull(apiKeys.revokedAt),
        or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)),
      ),
    );
  if (row === undefined) return null;
  const usedBefore = new Date(now.getTime() - LAST_USED_SECONDS * 1000);
  if (row.lastUsedAt === null || row.lastUsedAt < usedBefore) {
    await db
      .update(apiKeys)
      .set({ lastUsedAt: now })
      .where(and(eq(apiKeys.id, row.id), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, usedBefore))));
  }
  const { id, name, role, scopes } = row;
  return {
    kind: "api-key",
    id,
    name,
    role,
    scopes: scopes === null ? null : knownPermissions(scopes),
    sessionId: null,
  };
}

/** A scope that this release does not know grants nothing. */
function knownPermissions(scopes: readonly string[]): Permission[] {
  return PERMISSIONS.filter((permission) => scopes.includes(permission));
}
