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
  if (rows.length === 0) return [];
  const ids = sql.param(rows.map(({ credentialId }) => credentialId));
  const { rows: counted } = await db.execute<Used & { id: string }>(
    sql`SELECT id, coalesce(u.uses, 0)::text AS uses, u.last::text AS last, coalesce(r.n, 0) AS redeemed
      FROM unnest(${ids}::uuid[]) AS id
      LEFT JOIN (SELECT credential_id, sum(uses) AS uses, max(last_used_at) AS last
        FROM development_credential_uses WHERE credential_id = ANY(${ids}::uuid[]) GROUP BY 1) u ON u.credential_id = id
      LEFT JOIN development_credential_redemptions r ON r.credential_id = id`,
  );
  const uses = new Map(counted.map((row) => [row.id, row]));
  return rows.map((row) => shown(row, uses.get(row.credentialId)));
}

interface Used extends Record<string, unknown> {
  readonly uses: string;
  readonly last: string | null;
  readonly redeemed: number;
}

function shown(row: Row, used: Used | undefined): DevelopmentCredentialRow {
  const { id, appId, credentialId, name, createdBy, revokedBy, usesMax } = row;
  return {
    ...{ id, appId, credentialId, name, createdBy, revokedBy, usesMax },
    usesLeft: usesMax === null ? null : Math.max(0, usesMax - (used?.redeemed ?? 0)),
    purpose: DEVELOPMENT_PURPOSES.find((purpose) => purpose === row.purpose) ?? "development",
    waives: row.waives.filter(isSignal),
    createdAt: iso(row.createdAt),
    expiresAt: iso(row.expiresAt),
    revokedAt: isoOrNull(row.revokedAt),
    uses: Number(used?.uses ?? 0),
    lastUsedAt: isoOrNull(used === undefined || used.last === null ? null : new Date(used.last)),
  };
}
