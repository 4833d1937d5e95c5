import { desc, isNull } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import { alertIncidents } from "../../../drizzle/schema";
import { storedDefinition, storedMeasurement, storedSeverity } from "../../alerts/definition";
import type { AlertIncident } from "../../contract/admin/alerts";
import { CLOSE_CAUSES } from "../../contract/alerts";
import { iso, isoOrNull } from "../iso";

export function publicIncident(row: typeof alertIncidents.$inferSelect): AlertIncident {
  return {
    ...row,
    severity: storedSeverity(row.severity),
    definition: storedDefinition(row.definition),
    openedAt: iso(row.openedAt),
    opened: storedMeasurement(row.opened),
    worst: storedMeasurement(row.worst),
    closedAt: isoOrNull(row.closedAt),
    closeCause: CLOSE_CAUSES.find((cause) => cause === row.closeCause) ?? null,
    acknowledgedAt: isoOrNull(row.acknowledgedAt),
  };
}

/** What fires now, newest first. */
export async function selectOpenIncidents(db: Pick<Database, "select">): Promise<AlertIncident[]> {
  const rows = await db
    .select()
    .from(alertIncidents)
    .where(isNull(alertIncidents.closedAt))
    .orderBy(desc(alertIncidents.id))
    .limit(100);
  return rows.map(publicIncident);
}
