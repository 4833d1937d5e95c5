/** Opening and closing: each writes the incident and its notifications in the caller's transaction. */
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "../../drizzle/client";
import { alertChannels, alertDeliveries, alertIncidents, alertRuleChannels, alertStates } from "../../drizzle/schema";
import { uuidV7 } from "../clock";
import type { AlertDefinition, Measurement } from "../contract/admin/alerts";
import type { CloseCause, Severity } from "../contract/alerts";
import { storedDefinition, storedMeasurement, storedSeverity } from "./definition";
import { incidentMessage } from "./message";
import { fartherOut } from "./replay";

export interface OpeningRule {
  readonly id: number;
  readonly name: string;
  readonly severity: Severity;
  readonly definition: AlertDefinition;
  readonly mutedUntil: Date | null;
}

/** Opens an incident and puts one notification for each of the rule's channels in the outbox; none while it is muted. */
export async function openIncident(
  tx: Transaction,
  rule: OpeningRule,
  measurement: Measurement,
  now: Date,
): Promise<number> {
  const muted = rule.mutedUntil !== null && rule.mutedUntil > now;
  const [incident] = await tx
    .insert(alertIncidents)
    .values({
      ruleId: rule.id,
      ruleName: rule.name,
      severity: rule.severity,
      definition: rule.definition,
      openedAt: new Date(measurement.at),
      opened: measurement,
      worst: measurement,
      muted,
    })
    .returning();
  if (incident === undefined) throw new Error("the incident was not stored");
  if (muted) return incident.id;
  const channels = await tx
    .select({ id: alertChannels.id })
    .from(alertRuleChannels)
    .innerJoin(alertChannels, eq(alertChannels.id, alertRuleChannels.channelId))
    .where(
      and(eq(alertRuleChannels.ruleId, rule.id), eq(alertChannels.enabled, true), isNull(alertChannels.deletedAt)),
    );
  await notify(
    tx,
    "opened",
    incident,
    channels.map(({ id }) => id),
    now,
  );
  return incident.id;
}

type IncidentRow = typeof alertIncidents.$inferSelect;

/**
 * Closes the rule's open incident, if there is one, and tells exactly the channels that were told of its opening.
 * `measurement` is the one that cleared it; null when a person ended it by changing the rule.
 */
export async function closeIncident(
  tx: Transaction,
  ruleId: number,
  { at, cause, measurement }: { at: Date; cause: CloseCause; measurement: Measurement | null },
  now: Date,
): Promise<void> {
  const [incident] = await tx
    .update(alertIncidents)
    .set({ closedAt: at, closeCause: cause })
    .where(and(eq(alertIncidents.ruleId, ruleId), isNull(alertIncidents.closedAt)))
    .returning();
  if (incident === undefined) return;
  const told = await tx
    .select({ id: alertDeliveries.channelId })
    .from(alertDeliveries)
    .innerJoin(alertChannels, eq(alertChannels.id, alertDeliveries.channelId))
    .where(
      and(
        eq(alertDeliveries.incidentId, incident.id),
        eq(alertDeliveries.kind, "opened"),
        isNull(alertChannels.deletedAt),
      ),
    );
  await notify(
    tx,
    "closed",
    incident,
    told.map(({ id }) => id),
    now,
    measurement,
  );
}

/** Keeps the measurement that was farthest out while the incident is open. */
export async function keepWorst(
  tx: Transaction,
  incidentId: number,
  candidates: readonly Measurement[],
): Promise<void> {
  const [incident] = await tx
    .select({ opened: alertIncidents.opened, worst: alertIncidents.worst })
    .from(alertIncidents)
    .where(eq(alertIncidents.id, incidentId));
  if (incident === undefined) return;
  const before = storedMeasurement(incident.worst);
  const since = storedMeasurement(incident.opened).at;
  const worst = candidates.filter(({ at }) => at >= since).reduce(fartherOut, before);
  if (worst !== before) await tx.update(alertIncidents).set({ worst }).where(eq(alertIncidents.id, incidentId));
}

/** Ends whatever the rule was in, because a person changed it; the next minute starts from quiet. */
export async function resetRule(
  tx: Transaction,
  ruleId: number,
  cause: Exclude<CloseCause, "cleared">,
  now: Date,
): Promise<void> {
  await tx.execute(sql`SELECT FROM alert_states WHERE rule_id = ${ruleId} FOR UPDATE`);
  await closeIncident(tx, ruleId, { at: now, cause, measurement: null }, now);
  await tx
    .update(alertStates)
    .set({ phase: "quiet", phaseSince: now, incidentId: null, latest: null, evaluatedUntil: now })
    .where(eq(alertStates.ruleId, ruleId));
}

async function notify(
  tx: Transaction,
  kind: "opened" | "closed",
  incident: IncidentRow,
  channels: readonly number[],
  now: Date,
  closing: Measurement | null = null,
): Promise<void> {
  if (channels.length === 0) return;
  const message = incidentMessage(kind, {
    id: incident.id,
    rule: { id: incident.ruleId, name: incident.ruleName },
    severity: storedSeverity(incident.severity),
    definition: storedDefinition(incident.definition),
    openedAt: incident.openedAt,
    opened: storedMeasurement(incident.opened),
    worst: storedMeasurement(incident.worst),
    closedAt: incident.closedAt,
    closeCause: incident.closeCause,
    closing,
  });
  await tx.insert(alertDeliveries).values(
    channels.map((channelId) => ({
      id: uuidV7(now),
      channelId,
      incidentId: incident.id,
      kind,
      payload: message,
      summary: message.summary,
      nextAttemptAt: now,
      createdAt: now,
    })),
  );
}
