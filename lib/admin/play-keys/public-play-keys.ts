import type { playIntegrityKeys } from "../../../drizzle/schema";
import type { PlayKeySet } from "../../contract/admin/play-keys";
import { iso, isoOrNull } from "../iso";

/** Everything but the sealed keys themselves. */
export function publicPlayKeys(row: typeof playIntegrityKeys.$inferSelect): PlayKeySet {
  const { id, fingerprint, createdBy, createdAt, revokedAt } = row;
  return { id, fingerprint, createdBy, createdAt: iso(createdAt), revokedAt: isoOrNull(revokedAt) };
}
