import { eq } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import { builds } from "../../../drizzle/schema";
import type { Build } from "../../contract/admin/apps";
import { AttestryError } from "../../errors";
import { iso, isoOrNull } from "../iso";

type BuildRow = typeof builds.$inferSelect;

export function publicBuild(row: BuildRow): Build {
  return {
    ...row,
    expiresAt: isoOrNull(row.expiresAt),
    revokedAt: isoOrNull(row.revokedAt),
    createdAt: iso(row.createdAt),
  };
}

/** One build, which nobody else changes until the transaction ends. Throws `not_found`. */
export async function lockBuild(tx: Pick<Database, "select">, id: number): Promise<Build> {
  const [row] = await tx.select().from(builds).where(eq(builds.id, id)).for("update");
  if (row === undefined) throw new AttestryError("not_found", "There is no such build.");
  return publicBuild(row);
}
