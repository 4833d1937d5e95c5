/** What people did in the console meanwhile: an API, alert rules that fired, overrides, a view. Each leaves its audit entry. */
import { sql } from "drizzle-orm";
import type { Database } from "../../drizzle/client";
import { acknowledgeAlertIncident } from "../../lib/admin/alert-incidents/acknowledge";
import { insertAlertRule } from "../../lib/admin/alert-rules/create";
import { auditedRule } from "../../lib/admin/alert-rules/public-rule";
import { createApiDomain } from "../../lib/admin/api-domains/create";
import { change } from "../../lib/admin/change";
import { createOverride } from "../../lib/admin/overrides/create";
import { createSavedView } from "../../lib/admin/saved-views/create";
import { evaluateRule } from "../../lib/alerts/evaluate";
import { createAlertRuleSchema } from "../../lib/contract/admin/alerts";
import { act, contextOf, SAMPLE_AUTHOR } from "./act";
import type { Installation } from "./installations";
import { SAMPLE_API, SAMPLE_RULES, SAMPLE_VIEW } from "./story";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** How long the rules have been there; their minutes are kept a little longer. */
const WATCHED_MS = 7 * DAY_MS;

export interface SampleConsole {
  readonly apps: readonly number[];
  readonly installations: readonly Installation[];
  readonly test: boolean;
  readonly since: Date;
  readonly end: number;
}

/** Writes all of it, once the history itself is there. */
export async function writeSampleConsole(db: Database, sample: SampleConsole): Promise<void> {
  await protectApi(db, sample);
  await watch(db, sample);
  await override(db, sample);
  await keepView(db, sample);
}

/** The key of its tokens is sealed to the vault, which the data plane makes when it first starts. */
async function protectApi(db: Database, { apps, since }: SampleConsole): Promise<void> {
  const vault = await db.execute(sql`SELECT FROM vault_keys LIMIT 1`);
  if ((vault.rowCount ?? 0) === 0) return;
  await act(db, createApiDomain, { body: { domain: SAMPLE_API, apps }, at: since });
}

/** Rules are judged over the minutes of the history by the code that judges them later on. */
async function watch(db: Database, { test, since, end }: SampleConsole): Promise<void> {
  const at = new Date(Math.max(since.getTime(), end - WATCHED_MS));
  const until = new Date(Math.floor(end / MINUTE_MS) * MINUTE_MS);
  for (const { acknowledged, definition, ...rule } of SAMPLE_RULES) {
    const filter = test ? `${definition.filter}&test=1` : definition.filter;
    const body = createAlertRuleSchema.parse({ ...rule, definition: { ...definition, filter } });
    const { id } = await change(contextOf(db, at), { configuration: false }, async (tx) => {
      const answer = await insertAlertRule(tx, body, SAMPLE_AUTHOR.name, at);
      await evaluateRule(tx, answer.id, until, new Date(end), WATCHED_MS);
      const entity = `alert-rule:${answer.id}`;
      return { answer, audit: { action: "alert-rule.create", entity, after: auditedRule(answer) } };
    });
    if (acknowledged !== null) await acknowledge(db, id, acknowledged);
  }
}

async function acknowledge(db: Database, ruleId: number, note: string): Promise<void> {
  const { rows } = await db.execute<{ id: number; opened: string }>(
    sql`SELECT id, opened_at AS opened FROM alert_incidents WHERE rule_id = ${ruleId} AND closed_at IS NULL`,
  );
  for (const { id, opened } of rows) {
    const at = new Date(new Date(opened).getTime() + 40 * MINUTE_MS);
    await act(db, acknowledgeAlertIncident, { params: { id }, body: { note }, at });
  }
}

/** About installations that don't attest any more: what is in the history was decided without. */
async function override(db: Database, { installations, end }: SampleConsole): Promise<void> {
  const gone = installations.filter(({ lastAt }) => lastAt < end - 2 * DAY_MS);
  const attacker = gone.find(({ perHour }) => perHour > 0);
  const tester = gone.find(({ perHour, shapes }) => perHour === 0 && shapes[0]?.shape.signals.includes("debugger"));
  const acts = [
    { who: tester, kind: "force-pass", reason: "A tester of ours, who debugs the release build", hours: 26, days: 14 },
    { who: attacker, kind: "ban", reason: "Tried Frida in Brazil three days ago", hours: 20, days: null },
  ];
  for (const { who, kind, reason, hours, days } of acts) {
    if (who === undefined) continue;
    const expiresAt = days === null ? null : new Date(end + days * DAY_MS).toISOString();
    const body = { instanceId: who.id, kind, reason, expiresAt };
    await act(db, createOverride, { body, at: new Date(end - hours * HOUR_MS) });
  }
}

/** A view is somebody's; it goes to the first person there is, shared with all. */
async function keepView(db: Database, { test, end }: SampleConsole): Promise<void> {
  const { rows } = await db.execute<{ id: number }>(sql`SELECT id FROM users ORDER BY id LIMIT 1`);
  const [first] = rows;
  if (first === undefined) return;
  const by = { ...SAMPLE_AUTHOR, id: first.id, sessionId: "none" };
  const query = test ? `${SAMPLE_VIEW.query}&test=1` : SAMPLE_VIEW.query;
  await act(db, createSavedView, { body: { ...SAMPLE_VIEW, query, shared: true }, at: new Date(end - HOUR_MS), by });
}
