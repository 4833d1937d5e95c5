/**
 * Judges every rule once a minute. Any number of processes may call it: a rule's row in alert_states is locked while it is
 * judged, the minute up to which it was judged is written in the same transaction as what happened and as the
 * notifications of it, so that a process that dies leaves all of it or nothing, and the next one goes on from there.
 */
import { eq, sql } from "drizzle-orm";
import type { Database, Transaction } from "../../drizzle/client";
import { alertRules, alertStates } from "../../drizzle/schema";
import type { Measurement } from "../contract/admin/alerts";
import type { Log } from "../log";
import { storedDefinition, storedPhase, storedSeverity } from "./definition";
import { closeIncident, keepWorst, openIncident } from "./incidents";
import { MINUTE_MS } from "./measure";
import { isOpen } from "./phase";
import { readSeries } from "./read-series";
import { replay } from "./replay";

/** A minute is judged this long after its end: its last events are in Postgres by then. */
const SETTLE_MS = 5_000;
/** How far back minutes are made up for after a pause; older ones are left out. */
const CATCH_UP_MS = 60 * MINUTE_MS;

/** A rule that can't be judged is left alone so long. */
const RETRY_MS = 30_000;

/** Rules that could not be judged, and when each is tried again, milliseconds since 1970. */
export type FailedRules = Map<number, number>;

/** Judges all rules up to the last minute that has settled. Returns how many were judged. */
export async function evaluateAlerts(
  db: Database,
  now: Date,
  log: Log,
  failed: FailedRules = new Map(),
): Promise<number> {
  const until = new Date(Math.floor((now.getTime() - SETTLE_MS) / MINUTE_MS) * MINUTE_MS);
  for (const [rule, retryAt] of failed) if (retryAt <= now.getTime()) failed.delete(rule);
  let judged = 0;
  for (;;) {
    let taken: number | null = null;
    try {
      const done = await db.transaction(async (tx) => {
        taken = await takeDueRule(tx, until, [...failed.keys()]);
        if (taken !== null) await evaluateRule(tx, taken, until, now);
        return taken === null;
      });
      if (done) return judged;
      judged += 1;
    } catch (error) {
      if (taken === null) throw error;
      failed.set(taken, now.getTime() + RETRY_MS);
      log.error("a rule could not be judged; it will be tried again", error, { rule: taken });
    }
  }
}

/** Locks one rule that is due and that nobody else is judging. */
async function takeDueRule(tx: Transaction, until: Date, except: readonly number[]): Promise<number | null> {
  const result = await tx.execute<{ rule_id: number }>(sql`
    SELECT s.rule_id FROM alert_states s JOIN alert_rules r ON r.id = s.rule_id
    WHERE s.evaluated_until < ${until.toISOString()}::timestamptz AND r.enabled AND r.deleted_at IS NULL
      AND NOT s.rule_id = ANY(${sql.param(except)}::int[])
    ORDER BY s.evaluated_until LIMIT 1 FOR UPDATE OF s SKIP LOCKED`);
  return result.rows[0]?.rule_id ?? null;
}

/** Judges one rule, whose state the transaction holds, from where it stands up to `until`. */
export async function evaluateRule(
  tx: Transaction,
  ruleId: number,
  until: Date,
  now: Date,
  catchUpMs = CATCH_UP_MS,
): Promise<void> {
  const [row] = await tx
    .select()
    .from(alertStates)
    .innerJoin(alertRules, eq(alertRules.id, alertStates.ruleId))
    .where(eq(alertStates.ruleId, ruleId));
  if (row === undefined) return;
  const { alert_states: state, alert_rules: stored } = row;
  const rule = {
    ...stored,
    definition: storedDefinition(stored.definition),
    severity: storedSeverity(stored.severity),
  };
  const evaluated = Math.floor(state.evaluatedUntil.getTime() / MINUTE_MS) * MINUTE_MS;
  const span = { after: Math.max(evaluated, until.getTime() - catchUpMs), until: until.getTime() };
  const series = await readSeries(tx, rule.definition, span);
  const phase = { phase: storedPhase(state.phase), since: (state.phaseSince ?? state.evaluatedUntil).getTime() };
  const replayed = replay(rule.definition, series, phase, span);

  let incidentId = state.incidentId;
  for (const { kind, measurement } of replayed.happenings) {
    if (kind === "opened") incidentId = await openIncident(tx, rule, measurement, now);
    else {
      if (incidentId !== null) await keepWorst(tx, incidentId, before(replayed.measurements, measurement.at));
      await closeIncident(tx, ruleId, { at: new Date(measurement.at), cause: "cleared", measurement }, now);
      incidentId = null;
    }
  }
  if (incidentId !== null && isOpen(replayed.state.phase)) await keepWorst(tx, incidentId, replayed.measurements);
  await tx
    .update(alertStates)
    .set({
      phase: replayed.state.phase,
      phaseSince: new Date(replayed.state.since),
      evaluatedUntil: until,
      latest: replayed.measurements.at(-1) ?? null,
      incidentId,
    })
    .where(eq(alertStates.ruleId, ruleId));
}

function before(measurements: readonly Measurement[], at: number): Measurement[] {
  return measurements.filter((measurement) => measurement.at < at);
}
