import { and, gt, isNull, or, sql } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import { overrides } from "../../../drizzle/schema";
import { OVERRIDES, type Override } from "../../contract/admin/overrides";
import { iso, isoOrNull } from "../iso";

/** Neither lifted nor expired. */
export function inForce(now: Date) {
  return and(isNull(overrides.liftedAt), or(isNull(overrides.expiresAt), gt(overrides.expiresAt, now)));
}

type Uses = ReadonlyMap<number, { readonly uses: number; readonly lastUsedAt: Date }>;
const unused: Uses = new Map();

/** How often each override has decided. */
export async function usesOf(db: Pick<Database, "execute">, ids: readonly number[]): Promise<Uses> {
  if (ids.length === 0) return unused;
  const { rows } = await db.execute<{ id: number; uses: string; last: string }>(
    sql`SELECT override_id AS id, sum(uses)::text AS uses, max(last_used_at)::text AS last FROM override_uses
      WHERE override_id = ANY(${sql.param(ids)}::int[]) GROUP BY 1`,
  );
  return new Map(rows.map(({ id, uses, last }) => [id, { uses: Number(uses), lastUsedAt: new Date(last) }]));
}

export function publicOverride(row: typeof overrides.$inferSelect, uses: Uses = unused): Override {
  const kind = OVERRIDES.find((candidate) => candidate === row.kind);
  if (kind === undefined) throw new Error(`overrides holds the unknown kind ${row.kind}`);
  const used = uses.get(row.id);
  return {
    ...row,
    kind,
    createdAt: iso(row.createdAt),
    expiresAt: isoOrNull(row.expiresAt),
    liftedAt: isoOrNull(row.liftedAt),
    uses: used?.uses ?? 0,
    lastUsedAt: isoOrNull(used?.lastUsedAt ?? null),
  };
}
