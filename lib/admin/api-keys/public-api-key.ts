import type { Database } from "../../../drizzle/client";
import { apiKeys } from "../../../drizzle/schema";
import type { ApiKey } from "../../contract/admin/api-keys";
import { iso, isoOrNull } from "../iso";

/** The columns that may leave; the hash is not among them. */
export const apiKeyColumns = {
  id: apiKeys.id,
  name: apiKeys.name,
  prefix: apiKeys.prefix,
  role: apiKeys.role,
  scopes: apiKeys.scopes,
  createdBy: apiKeys.createdBy,
  createdAt: apiKeys.createdAt,
  expiresAt: apiKeys.expiresAt,
  lastUsedAt: apiKeys.lastUsedAt,
  revokedAt: apiKeys.revokedAt,
};

export function selectApiKeys(db: Pick<Database, "select">) {
  return db.select(apiKeyColumns).from(apiKeys);
}

type ApiKeyRow = Awaited<ReturnType<typeof selectApiKeys>>[number];

export function publicApiKey(row: ApiKeyRow): ApiKey {
  return {
    ...row,
    createdAt: iso(row.createdAt),
    expiresAt: isoOrNull(row.expiresAt),
    lastUsedAt: isoOrNull(row.lastUsedAt),
    revokedAt: isoOrNull(row.revokedAt),
  };
}
