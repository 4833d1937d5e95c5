import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { select } from "./select";
import { millis } from "./sql-time";

const row = z.object({ versionId: z.number(), deliveredAt: z.number() });

/** The versions of secrets that one installation was handed last, and when. */
export function secretsHeld(db: Database, instanceId: string): Promise<z.infer<typeof row>[]> {
  return select(
    db,
    row,
    sql`SELECT unnest(s.version_ids) AS "versionId", ${millis(sql`h.delivered_at`)} AS "deliveredAt"
      FROM secret_holdings h JOIN secret_sets s ON s.key = h.set_key WHERE h.instance_id = ${instanceId}::uuid`,
  );
}
