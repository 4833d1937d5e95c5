import { and, gt, isNull, or } from "drizzle-orm";
import { overrides } from "../../../drizzle/schema";
import { OVERRIDES, type Override } from "../../contract/admin/overrides";
import { iso, isoOrNull } from "../iso";

/** Neither lifted nor expired. */
export function inForce(now: Date) {
  return and(isNull(overrides.liftedAt), or(isNull(overrides.expiresAt), gt(overrides.expiresAt, now)));
}

export function publicOverride(row: typeof overrides.$inferSelect): Override {
  const kind = OVERRIDES.find((candidate) => candidate === row.kind);
  if (kind === undefined) throw new Error(`overrides holds the unknown kind ${row.kind}`);
  return {
    ...row,
    kind,
    createdAt: iso(row.createdAt),
    expiresAt: isoOrNull(row.expiresAt),
    liftedAt: isoOrNull(row.liftedAt),
  };
}
