import { sql } from "drizzle-orm";
import type { Database } from "../../drizzle/client";
import { ATTEMPT_KINDS } from "../contract/outcome";

/** Whether any attestation was ever answered, simulated ones included, and the first one that is still kept. */
export async function firstAttestation(db: Database): Promise<{ at: Date; arc: string } | null> {
  const found = await db.execute<{ ts: Date; arc: string }>(sql`
    SELECT ts, arc FROM attestation_events WHERE kind = ${ATTEMPT_KINDS.attestation} ORDER BY ts LIMIT 1`);
  const [row] = found.rows;
  return row === undefined ? null : { at: new Date(row.ts), arc: row.arc };
}
