import { sql } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import type { developmentCredentials } from "../../../drizzle/schema";
import type { DevelopmentCredentialRow } from "../../contract/admin/development-credentials";
import { DEVELOPMENT_PURPOSES } from "../../contract/development";
import { isSignal } from "../../contract/signals";
import { iso, isoOrNull } from "../iso";

type Row = typeof developmentCredentials.$inferSelect;

/** Credentials as the API shows them, with how often each was used. */
export async function publicCredentials(
  db: Pick<Database, "execute">,
  rows: readonly Row[],
): Promise<DevelopmentCredentialRow[]> {
  const ids = rows.map(({ credentialId }) => credentialId);
  const counted =
    ids.length === 0
      ? []
      : (
          await db.execute<{ id: string; uses: string; last: string }>(
            sql`SELECT credential_id AS id, sum(uses)::text AS uses, max(last_used_at)::text AS last
              FROM development_credential_uses WHERE credential_id = ANY(${sql.param(ids)}::uuid[]) GROUP BY 1`,
          )
        ).rows;
  const uses = new Map(counted.map((row) => [row.id, row]));
  return rows.map((row) => shown(row, uses.get(row.credentialId)));
}

function shown(row: Row, used: { uses: string; last: string } | undefined): DevelopmentCredentialRow {
  const { id, appId, credentialId, name, createdBy, revokedBy } = row;
  return {
    ...{ id, appId, credentialId, name, createdBy, revokedBy },
    purpose: DEVELOPMENT_PURPOSES.find((purpose) => purpose === row.purpose) ?? "development",
    waives: row.waives.filter(isSignal),
    createdAt: iso(row.createdAt),
    expiresAt: iso(row.expiresAt),
    revokedAt: isoOrNull(row.revokedAt),
    uses: Number(used?.uses ?? 0),
    lastUsedAt: isoOrNull(used === undefined ? null : new Date(used.last)),
  };
}
