import { sql } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import type { Retention } from "../../contract/admin/retention";
import { storedDays } from "../../metrics/stored-days";

export async function readRetention(db: Database, environmentDays: number): Promise<Retention> {
  const { rows } = await db.execute<{ days: number | null }>(sql`SELECT retention_days AS days FROM history_settings`);
  const setDays = rows[0]?.days ?? null;
  return { days: setDays ?? environmentDays, setDays, environmentDays, stored: await storedDays(db) };
}
