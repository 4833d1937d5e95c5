import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Database, Transaction } from "../../../drizzle/client";
import { alertChannels, alertIncidents, alertRuleChannels, alertRules, alertStates } from "../../../drizzle/schema";
import { storedDefinition, storedMeasurement, storedPhase, storedSeverity } from "../../alerts/definition";
import type { AlertRule } from "../../contract/admin/alerts";
import { AttestryError } from "../../errors";
import { iso, isoOrNull } from "../iso";

type Reader = Pick<Database, "select">;

/** All rules that are not deleted, by name. */
export async function selectRules(db: Reader): Promise<AlertRule[]> {
  const rows = await selectRows(db).where(isNull(alertRules.deletedAt)).orderBy(asc(alertRules.name));
  const channels = await db.select().from(alertRuleChannels).orderBy(asc(alertRuleChannels.channelId));
  return rows.map((row) => publicRule(row, channels));
}

/** One rule; throws `not_found`. */
export async function findRule(db: Reader, id: number): Promise<AlertRule> {
  const [row] = await selectRows(db).where(and(eq(alertRules.id, id), isNull(alertRules.deletedAt)));
  if (row === undefined) throw new AttestryError("not_found", "There is no such alert rule.");
  const channels = await db
    .select()
    .from(alertRuleChannels)
    .where(eq(alertRuleChannels.ruleId, id))
    .orderBy(asc(alertRuleChannels.channelId));
  return publicRule(row, channels);
}

/** The rule as it is before a change that nobody else can make meanwhile; throws `not_found`. */
export async function lockRule(tx: Transaction, id: number): Promise<AlertRule> {
  await tx.select({ id: alertRules.id }).from(alertRules).where(eq(alertRules.id, id)).for("update");
  return findRule(tx, id);
}

function selectRows(db: Reader) {
  return db
    .select({ rule: alertRules, state: alertStates, openedAt: alertIncidents.openedAt })
    .from(alertRules)
    .innerJoin(alertStates, eq(alertStates.ruleId, alertRules.id))
    .leftJoin(alertIncidents, eq(alertIncidents.id, alertStates.incidentId));
}

interface Row {
  readonly rule: typeof alertRules.$inferSelect;
  readonly state: typeof alertStates.$inferSelect;
  readonly openedAt: Date | null;
}

function publicRule(
  { rule, state, openedAt }: Row,
  channels: readonly (typeof alertRuleChannels.$inferSelect)[],
): AlertRule {
  const isJudged = state.latest !== null;
  return {
    id: rule.id,
    name: rule.name,
    severity: storedSeverity(rule.severity),
    definition: storedDefinition(rule.definition),
    channels: channels.filter(({ ruleId }) => ruleId === rule.id).map(({ channelId }) => channelId),
    enabled: rule.enabled,
    mutedUntil: isoOrNull(rule.mutedUntil),
    mutedBy: rule.mutedBy,
    muteReason: rule.muteReason,
    createdBy: rule.createdBy,
    createdAt: iso(rule.createdAt),
    updatedAt: iso(rule.updatedAt),
    phase: storedPhase(state.phase),
    // A rule that was about to clear and did not has fired all the while.
    phaseSince: isoOrNull(openedAt ?? state.phaseSince),
    evaluatedUntil: isJudged ? iso(state.evaluatedUntil) : null,
    latest: isJudged ? storedMeasurement(state.latest) : null,
    incidentId: state.incidentId,
  };
}

/** What the audit keeps of a rule: what a person decided, not how it stands. */
export function auditedRule({ name, severity, definition, channels, enabled, mutedUntil, muteReason }: AlertRule) {
  return { name, severity, definition, channels, enabled, mutedUntil, muteReason };
}

/** Sets the channels of a rule; throws `invalid_request` when one does not exist. */
export async function setChannels(tx: Transaction, ruleId: number, channels: readonly number[]): Promise<void> {
  const wanted = [...new Set(channels)];
  const found =
    wanted.length === 0
      ? []
      : await tx
          .select({ id: alertChannels.id, kind: alertChannels.kind })
          .from(alertChannels)
          .where(and(inArray(alertChannels.id, wanted), isNull(alertChannels.deletedAt)));
  if (found.length < wanted.length) refuseChannels("One of the channels does not exist any more.");
  if (found.some(({ kind }) => kind === "events")) refuseChannels("A feed of events takes no alerts.");
  await tx.delete(alertRuleChannels).where(eq(alertRuleChannels.ruleId, ruleId));
  if (wanted.length > 0) await tx.insert(alertRuleChannels).values(wanted.map((channelId) => ({ ruleId, channelId })));
}

function refuseChannels(message: string): never {
  throw new AttestryError("invalid_request", "Not valid: channels.", { fields: { channels: message } });
}
