import { sql } from "drizzle-orm";
import type { Database } from "../../drizzle/client";
import type { EventRow } from "../contract/events";
import { ATTEMPT_KINDS } from "../contract/outcome";
import { EVENT_COLUMNS, EVENT_TABLES, eventRow, storedEvent } from "./event-row";
import { select } from "./select";

/** The first attestation that was ever answered and is still kept, simulated ones included; null before it. */
export async function firstAttestation(db: Database): Promise<EventRow | null> {
  const [found] = await select(
    db,
    storedEvent,
    sql`SELECT ${EVENT_COLUMNS} FROM ${EVENT_TABLES} WHERE e.kind = ${ATTEMPT_KINDS.attestation} ORDER BY e.ts LIMIT 1`,
  );
  return found === undefined ? null : eventRow(found);
}
