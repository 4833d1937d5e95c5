/**
 * The one statement that stores a batch: events, spent challenges, minute rollup, active instances, feed, and what
 * judged attestations count towards. It is put together of the parts that a batch needs.
 *
 * Most batches are uncontested: no challenge in them was spent before, no event is there already, no hour is closed.
 * They are stored plainly, and the first row that finds another in its place ends the statement (`unique_violation`).
 * A contested batch asks of every event whether it may count; that is exact for any batch and costs a third more.
 */
import { OUTCOMES } from "../contract/outcome";
import { SIGNALS } from "../contract/signals";
import { CREDENTIAL_COUNTS, INSTANCE_STATES, LATE_WEEKS, OVERRIDE_COUNTS, SHADOW_COUNTS } from "./consequences";
import { judgedColumns, selectGiven } from "./record-columns";
import type { Shape } from "./record-shape";

const REPLAYED = 1 << SIGNALS.replayed.bit;

/**
 * How old an uncontested event may be. Its hour is closed CLOSE_AFTER_MINUTES after it ends at the earliest, and by then
 * the statement has ended, for it may take STATEMENT_TIMEOUT_MS at most: alone it needs no lock to keep the hour open.
 */
export const UNCONTESTED_SECONDS = 60;

const EVENT_COLUMNS = `ts, id, facet_id, kind, outcome, signals, reasons, first_reason, override,
    policy_version_id, instance_id, arc, error_code, address, decision, batch`;

/** `inserted`: what counts, with its batch; `judged`: the same without replays, with what their verdict turned on. */
const UNCONTESTED = `
this AS MATERIALIZED (
  SELECT CASE WHEN (SELECT min(ts) FROM given) < now() - interval '${UNCONTESTED_SECONDS} seconds' THEN refuse_late_events()
    ELSE nextval('event_batch_ids') END AS batch
), redeemed AS (
  INSERT INTO redemptions (nonce, event_id, expires_at)
  SELECT nonce, id, nonce_expires_at FROM given WHERE nonce IS NOT NULL
), stored AS (
  INSERT INTO attestation_events (${EVENT_COLUMNS})
  SELECT ts, id, facet_id, kind, outcome, signals, reasons, first_reason, override,
    policy_version_id, instance_id, arc, error_code, address::inet, decision, batch
  FROM this, given
), inserted AS NOT MATERIALIZED (SELECT * FROM this, given), judged AS NOT MATERIALIZED (SELECT * FROM given)`;

const contested = (judgedColumns: readonly string[]) => `
input AS MATERIALIZED (
  SELECT g.*, enrols AND NOT EXISTS (SELECT FROM instances x WHERE x.id = g.instance_id) AS known_replay FROM given g
), claimed AS (
  INSERT INTO redemptions (nonce, event_id, expires_at)
  SELECT nonce, id, nonce_expires_at FROM input WHERE nonce IS NOT NULL AND NOT known_replay ORDER BY nonce
  ON CONFLICT (nonce) DO NOTHING RETURNING event_id
), replays AS MATERIALIZED (
  SELECT id FROM input i WHERE known_replay
    OR (counts AND NOT EXISTS (SELECT FROM app_attest_keys k WHERE k.instance_id = i.instance_id AND k.raised_by = i.id))
    OR (nonce IS NOT NULL
    AND NOT EXISTS (SELECT FROM claimed c WHERE c.event_id = i.id)
    AND NOT EXISTS (SELECT FROM redemptions r WHERE r.nonce = i.nonce AND r.event_id = i.id))
), this AS MATERIALIZED (
  SELECT nextval('event_batch_ids') AS batch
), inserted AS (
  INSERT INTO attestation_events (${EVENT_COLUMNS})
  SELECT ts, i.id, facet_id, kind,
    CASE WHEN r.id IS NULL THEN outcome ELSE ${OUTCOMES.fail} END,
    CASE WHEN r.id IS NULL THEN signals ELSE signals | ${REPLAYED} END,
    CASE WHEN r.id IS NULL THEN reasons ELSE reasons | ${REPLAYED} END,
    CASE WHEN r.id IS NULL THEN first_reason ELSE ${SIGNALS.replayed.bit} END,
    override, policy_version_id, CASE WHEN known_replay THEN NULL ELSE instance_id END, arc,
    CASE WHEN r.id IS NULL THEN error_code ELSE 'use_attestation_challenge' END, address::inet, decision, batch
  FROM this, input i LEFT JOIN replays r USING (id)
  ON CONFLICT DO NOTHING
  RETURNING id, ts, batch, facet_id, kind, outcome, signals, reasons, first_reason, override, policy_version_id,
    instance_id
), judged AS MATERIALIZED (
  SELECT e.*, ${judgedColumns.map((name) => `i.${name}`).join(", ")}
  FROM inserted e JOIN input i USING (id) WHERE NOT EXISTS (SELECT FROM replays r WHERE r.id = e.id)
), late AS (
  INSERT INTO rollup_hours AS h
  SELECT date_trunc('hour', ts, 'UTC'), facet_id, kind, outcome, signals, reasons, first_reason, override,
    coalesce(policy_version_id, 0), count(*)
  FROM inserted, rollup_progress p WHERE ts < p.hours_until
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9
  ON CONFLICT (bucket, facet_id, kind, outcome, signals, reasons, override, policy_version_id)
  DO UPDATE SET n = h.n + excluded.n
), stale AS (
  INSERT INTO stale_hours SELECT DISTINCT date_trunc('hour', ts, 'UTC') FROM inserted, rollup_progress p WHERE ts < p.hours_until
)`;

const COUNTS = `
minutes AS (
  INSERT INTO rollup_minutes AS m
  SELECT date_trunc('minute', ts), facet_id, kind, outcome, signals, reasons, first_reason, override,
    coalesce(policy_version_id, 0), $1::smallint, count(*)
  FROM inserted GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9
  ON CONFLICT (bucket, facet_id, kind, outcome, signals, reasons, override, policy_version_id, slot)
  DO UPDATE SET n = m.n + excluded.n
), active AS (
  INSERT INTO instance_hours
  SELECT DISTINCT date_trunc('hour', ts, 'UTC'), instance_id, facet_id, outcome, reasons
  FROM inserted WHERE instance_id IS NOT NULL AND kind = 2 ORDER BY 1, 2, 3, 4, 5
  ON CONFLICT DO NOTHING
), feed AS (
  INSERT INTO event_batches_new SELECT batch, count(*), min(ts), max(ts) FROM inserted GROUP BY batch
)`;

/** Statements by shape: Postgres plans each once for a connection, by its name. */
const statements = new Map<string, { name: string; text: string }>();

/** The statement for a batch of this shape, with parameters as {@link givenValues} has them; it returns the ids of replays. */
export function recordStatement(shape: Shape): { name: string; text: string } {
  const name = ["record-events", ...SHAPES.filter((key) => shape[key])].join("-");
  const known = statements.get(name);
  if (known !== undefined) return known;
  const parts = [
    `given AS MATERIALIZED (${selectGiven(shape)})`,
    shape.contested ? contested(judgedColumns(shape)) : UNCONTESTED,
    COUNTS,
    INSTANCE_STATES,
    ...(shape.shadow ? [SHADOW_COUNTS] : []),
    ...(shape.override ? [OVERRIDE_COUNTS] : []),
    ...(shape.credential ? [CREDENTIAL_COUNTS] : []),
    ...(shape.contested ? [LATE_WEEKS] : []),
  ];
  const made = {
    name,
    text: `WITH ${parts.join(", ")}\n${shape.contested ? "SELECT id FROM replays" : "SELECT NULL AS id WHERE false"}`,
  };
  statements.set(name, made);
  return made;
}

const SHAPES = ["contested", "shadow", "override", "credential"] as const;
