import { asc, desc, eq, inArray } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import { alertAttempts, alertDeliveries } from "../../../drizzle/schema";
import type { AlertDelivery } from "../../contract/admin/alert-channels";
import { DELIVERY_KINDS, DELIVERY_STATES } from "../../contract/alerts";
import { iso, isoOrNull } from "../iso";
import { firstRow } from "../rows";

/** Deliveries of one channel that its log shows, newest first. */
const SHOWN = 50;

type Reader = Pick<Database, "select">;
type DeliveryRow = typeof alertDeliveries.$inferSelect;

export async function selectDeliveries(db: Reader, channelId: number): Promise<AlertDelivery[]> {
  const rows = await db
    .select()
    .from(alertDeliveries)
    .where(eq(alertDeliveries.channelId, channelId))
    .orderBy(desc(alertDeliveries.id))
    .limit(SHOWN);
  return withAttempts(db, rows);
}

export async function findDelivery(db: Reader, id: string): Promise<AlertDelivery> {
  return firstRow(await withAttempts(db, await db.select().from(alertDeliveries).where(eq(alertDeliveries.id, id))));
}

async function withAttempts(db: Reader, rows: readonly DeliveryRow[]): Promise<AlertDelivery[]> {
  const ids = rows.map(({ id }) => id);
  const attempts =
    ids.length === 0
      ? []
      : await db
          .select()
          .from(alertAttempts)
          .where(inArray(alertAttempts.deliveryId, ids))
          .orderBy(asc(alertAttempts.id));
  return rows.map((row) => ({
    id: row.id,
    kind: oneOf(DELIVERY_KINDS, row.kind),
    incidentId: row.incidentId,
    summary: row.summary,
    state: oneOf(DELIVERY_STATES, row.state),
    createdAt: iso(row.createdAt),
    settledAt: isoOrNull(row.settledAt),
    nextAttemptAt: row.state === "waiting" ? iso(row.nextAttemptAt) : null,
    attempts: attempts
      .filter(({ deliveryId }) => deliveryId === row.id)
      .map(({ at, milliseconds, status, problem }) => ({ at: iso(at), milliseconds, status, problem })),
  }));
}

function oneOf<T extends string>(known: readonly T[], text: string): T {
  const found = known.find((one) => one === text);
  if (found === undefined) throw new Error(`alert_deliveries holds the unknown value ${text}`);
  return found;
}
