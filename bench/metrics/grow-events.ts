import type pg from "pg";
import { MINUTES_KEPT_DAYS } from "../../lib/contract/history";

const ROWS_AT_ONCE = 500_000;
const DAY_MS = 86_400_000;

/**
 * Copies the single events that there are until there are `wanted`, spread over the days that minutes are kept, each with
 * a short decision. Returns how many there are.
 */
export async function growEvents(pool: pg.Pool, wanted: number, now: Date): Promise<number> {
  const counted = async () => {
    const { rows } = await pool.query<{ n: number }>("SELECT count(*)::int AS n FROM attestation_events");
    return rows[0]?.n ?? 0;
  };
  const spanSeconds = ((MINUTES_KEPT_DAYS - 1) * DAY_MS) / 1000;
  let there = await counted();
  if (there === 0) return 0;
  while (there < wanted) {
    const more = Math.min(ROWS_AT_ONCE, wanted - there, there);
    await pool.query(
      `INSERT INTO attestation_events (ts, id, facet_id, kind, outcome, signals, reasons, first_reason, override,
         policy_version_id, instance_id, arc, address, decision)
       SELECT $2::timestamptz - make_interval(secs => random() * $3), gen_random_uuid(), facet_id, kind, outcome, signals, reasons,
         first_reason, override, policy_version_id, instance_id, arc, address, '{}' FROM attestation_events LIMIT $1`,
      [more, now, spanSeconds],
    );
    there += more;
  }
  await pool.query("VACUUM ANALYZE attestation_events");
  return await counted();
}
