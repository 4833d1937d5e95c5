import { sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { alertDeliveries, alertIncidents, alertStates } from "../../drizzle/schema";
import { createAlertChannel } from "../admin/alert-channels/create";
import { listAlertDeliveries } from "../admin/alert-channels/list-deliveries";
import { acknowledgeAlertIncident } from "../admin/alert-incidents/acknowledge";
import { listAlertIncidents } from "../admin/alert-incidents/list";
import { createAlertRule } from "../admin/alert-rules/create";
import { deleteAlertRule } from "../admin/alert-rules/delete";
import { muteAlertRule } from "../admin/alert-rules/mute";
import { previewAlertRule } from "../admin/alert-rules/preview";
import { updateAlertRule } from "../admin/alert-rules/update";
import { alertChannelWithSecretSchema, alertDeliveriesSchema } from "../contract/admin/alert-channels";
import { alertIncidentsSchema, alertPreviewSchema, alertRuleSchema } from "../contract/admin/alerts";
import { createLog } from "../log";
import { call, testServices, withApiKey } from "../testing/console";
import { testDatabase } from "../testing/database";
import { deliverDue } from "./deliver";
import { evaluateAlerts } from "./evaluate";
import { receiverPolicy } from "./receivers";
import { recordMinute } from "./testing/history";
import { startReceiver } from "./testing/receiver";
import { makeVault } from "./testing/vault";
import { verifyWebhook } from "./testing/verify-webhook";

const MINUTE = 60_000;
const { db, pool } = await testDatabase();
/** Forty minutes ago, on a whole minute: history has partitions around now only. */
const START = Math.floor(Date.now() / MINUTE) * MINUTE - 40 * MINUTE;
let now = new Date(START);
const services = testServices(db, () => now);
const { headers } = await withApiKey(services, "admin");
const vault = await makeVault(db);
const receiver = await startReceiver();
afterAll(() => receiver.close());
const log = createLog("test", () => undefined);
const policy = receiverPolicy(["127.0.0.0/8"]);
const delivery = { db, vault, policy, consoleUrl: "http://console.test", log, clock: () => now };

const minuteAt = (index: number) => new Date(START + index * MINUTE);
/** The moment at which the evaluator may judge up to the end of that minute. */
const settledAt = (index: number) => new Date(START + (index + 1) * MINUTE + 5_000);

async function makeChannel() {
  const settings = { kind: "webhook", url: receiver.url };
  const answer = await call(services, createAlertChannel, { headers, body: { name: crypto.randomUUID(), settings } });
  expect(answer.status).toBe(201);
  return alertChannelWithSecretSchema.parse(answer.body);
}

async function makeRule(channels: number[], definition: Record<string, unknown> = {}) {
  const condition = { kind: "threshold", direction: "above", value: 0.3 };
  const whole = { metric: "rejection-rate", windowMinutes: 1, clearForMinutes: 1, condition, ...definition };
  const body = { name: crypto.randomUUID(), severity: "critical", channels, definition: whole };
  const answer = await call(services, createAlertRule, { headers, body });
  expect(answer.body).toMatchObject({ phase: "quiet" });
  return alertRuleSchema.parse(answer.body);
}

async function incidentsOf(rule: number) {
  const { body } = await call(services, listAlertIncidents, { headers, query: { rule: String(rule) } });
  return alertIncidentsSchema.parse(body).incidents;
}

async function logOf(id: number) {
  return alertDeliveriesSchema.parse((await call(services, listAlertDeliveries, { headers, params: { id } })).body)
    .deliveries;
}

beforeEach(async () => {
  now = new Date(START);
  receiver.received.length = 0;
  receiver.answer(200);
  await db.execute(sql`TRUNCATE rollup_minutes, attestation_events, alert_attempts, alert_deliveries, alert_states,
    alert_incidents, alert_rule_channels, alert_rules, alert_channels CASCADE`);
});

/** Five calm minutes, five of attack, calm again. */
async function attack() {
  for (let index = 0; index < 5; index++) await recordMinute(pool, minuteAt(index), { pass: 40, fail: 1 });
  for (let index = 5; index < 10; index++) await recordMinute(pool, minuteAt(index), { pass: 20, fail: 30 });
  for (let index = 10; index < 16; index++) await recordMinute(pool, minuteAt(index), { pass: 40, fail: 1 });
}

describe("a rule", () => {
  it("tells once that it fires and once that it closes, signed, though many evaluators run at once", async () => {
    const { channel, signingSecret } = await makeChannel();
    const rule = await makeRule([channel.id]);
    await attack();
    for (let index = 0; index < 16; index++) {
      now = settledAt(index);
      await Promise.all(Array.from({ length: 4 }, () => evaluateAlerts(db, now, log)));
      await Promise.all([deliverDue(delivery), deliverDue(delivery)]);
    }
    const bodies = receiver.received.map(({ body }) => JSON.parse(body));
    expect(bodies.map(({ type }) => type)).toEqual(["alert.opened", "alert.closed"]);
    expect(bodies[0]).toMatchObject({
      rule: { id: rule.id, severity: "critical" },
      measurement: { value: 0.6, attempts: 50, upper: 0.3 },
      link: `http://console.test/alerts/${rule.id}`,
      incident: { openedAt: minuteAt(6).toISOString(), closedAt: null },
    });
    expect(bodies[0].summary).toContain("Rejection rate 60.0 % over 1 min, above 30.0 %");
    expect(bodies[1].incident).toMatchObject({ closedAt: minuteAt(12).toISOString(), closeCause: "cleared" });
    for (const { headers: sent, body } of receiver.received) {
      const signed = {
        "webhook-id": String(sent["webhook-id"]),
        "webhook-timestamp": String(sent["webhook-timestamp"]),
        "webhook-signature": String(sent["webhook-signature"]),
      };
      expect(
        verifyWebhook(signingSecret ?? "", signed, body, new Date(Number(signed["webhook-timestamp"]) * 1000)),
      ).toBe(true);
      expect(JSON.parse(body).id).toBe(signed["webhook-id"]);
    }
    const [incident, ...others] = await incidentsOf(rule.id);
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ muted: false, closeCause: "cleared", worst: { value: 0.6 } });
  });

  it("on uses of a retired secret tells of the first one", async () => {
    const { channel } = await makeChannel();
    const condition = { kind: "threshold", direction: "above", value: 0 };
    await makeRule([channel.id], { metric: "retired-secret-uses", condition });
    for (let index = 0; index < 3; index++) await recordMinute(pool, minuteAt(index), { pass: 40, fail: 1 });
    const used = sql`INSERT INTO secret_retired_use_minutes SELECT ${minuteAt(1).toISOString()}::timestamptz, id, 0, 2 FROM facets LIMIT 1`;
    await db.execute(used);
    now = settledAt(2);
    await evaluateAlerts(db, now, log);
    await deliverDue(delivery);
    const [opening] = receiver.received.map(({ body }) => JSON.parse(body));
    expect(opening).toMatchObject({ unit: "count", measurement: { value: 2, at: minuteAt(2).getTime() } });
    expect(opening.summary).toContain("Uses of a retired secret 2 over 1 min, above 0.");
  });

  it("makes up for the minutes in which nobody judged, and comes to the same", async () => {
    const { channel } = await makeChannel();
    const rule = await makeRule([channel.id]);
    await attack();
    now = settledAt(15);
    await evaluateAlerts(db, now, log);
    const [incident] = await incidentsOf(rule.id);
    expect(incident).toMatchObject({ openedAt: minuteAt(6).toISOString(), closedAt: minuteAt(12).toISOString() });
    await deliverDue(delivery);
    await deliverDue(delivery);
    expect(receiver.received.map(({ body }) => JSON.parse(body).type)).toEqual(["alert.opened", "alert.closed"]);
  });

  it("leaves all of a minute or nothing when its transaction fails", async () => {
    const { channel } = await makeChannel();
    const rule = await makeRule([channel.id]);
    await attack();
    await db.execute(
      sql`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END'`,
    );
    await db.execute(sql`CREATE TRIGGER refuse BEFORE INSERT ON alert_deliveries EXECUTE FUNCTION refuse()`);
    now = settledAt(7);
    expect(await evaluateAlerts(db, now, log)).toBe(0);
    expect(await db.select().from(alertIncidents)).toEqual([]);
    expect((await db.select().from(alertStates))[0]).toMatchObject({ phase: "quiet", ruleId: rule.id });
    await db.execute(sql`DROP TRIGGER refuse ON alert_deliveries`);
    expect(await evaluateAlerts(db, now, log)).toBe(1);
    expect(await db.select().from(alertDeliveries)).toHaveLength(1);
  });

  it("counts only what its filter lets through", async () => {
    const rule = await makeRule([], { filter: "country=BR" });
    const other = await makeRule([], { filter: "not.country=BR" });
    await recordMinute(pool, minuteAt(0), { pass: 10, fail: 90, country: "BR" });
    await recordMinute(pool, minuteAt(0), { pass: 900, fail: 0, country: "PT" });
    now = settledAt(0);
    await evaluateAlerts(db, now, log);
    expect(await incidentsOf(rule.id)).toMatchObject([{ opened: { value: 0.9, attempts: 100 } }]);
    expect(await incidentsOf(other.id)).toEqual([]);
  });

  it("fires by its distance from the same hour of earlier weeks", async () => {
    const hour = Math.floor((START - 30_000 + MINUTE) / 3_600_000) * 3_600_000;
    await recordMinute(pool, minuteAt(0), { pass: 500, fail: 60 });
    const [facet] = (await db.execute<{ id: number }>(sql`SELECT id FROM facets WHERE country = 'PT' LIMIT 1`)).rows;
    for (const [week, fails] of [600, 630, 570, 600, 6000].entries()) {
      const bucket = new Date(hour - (week + 1) * 7 * 86_400_000).toISOString();
      await db.execute(sql`INSERT INTO rollup_hours VALUES (${bucket}::timestamptz, ${facet?.id}::int, 2::smallint, 0::smallint,
        1, 1, 0::smallint, 0::smallint, 0, ${fails}::bigint)`);
    }
    // The hours were written by hand: nobody has summarised them.
    await db.execute(sql`UPDATE summary_progress SET values_until = now() - interval '1 year'`);
    const condition = { kind: "deviation", direction: "above", deviations: 4, weeks: 5 };
    const rule = await makeRule([], { metric: "rejections", condition });
    now = settledAt(0);
    await evaluateAlerts(db, now, log);
    const [incident] = await incidentsOf(rule.id);
    expect(incident?.opened).toMatchObject({ value: 60, usual: { median: 10, samples: 5 } });
    expect(incident?.opened.upper).toBeLessThan(30);
    await db.execute(sql`TRUNCATE rollup_hours`);
  });

  it("tells nobody while it is muted, and nobody of the end of what nobody was told", async () => {
    const { channel } = await makeChannel();
    const rule = await makeRule([channel.id]);
    const until = minuteAt(30).toISOString();
    const muted = await call(services, muteAlertRule, {
      headers,
      params: { id: rule.id },
      body: { until, reason: "load test" },
    });
    expect(muted.body).toMatchObject({ mutedUntil: until, muteReason: "load test" });
    await attack();
    now = settledAt(15);
    await evaluateAlerts(db, now, log);
    expect(await incidentsOf(rule.id)).toMatchObject([{ muted: true, closeCause: "cleared" }]);
    expect(await db.select().from(alertDeliveries)).toEqual([]);
  });

  it.each(["change", "disable", "delete"])("ends its incident when somebody makes a %s, and says why", async (how) => {
    const { channel } = await makeChannel();
    const rule = await makeRule([channel.id]);
    await attack();
    now = settledAt(7);
    await evaluateAlerts(db, now, log);
    const params = { id: rule.id };
    const definition = { ...rule.definition, windowMinutes: 2 };
    if (how === "change") await call(services, updateAlertRule, { headers, params, body: { definition } });
    if (how === "disable") await call(services, updateAlertRule, { headers, params, body: { enabled: false } });
    if (how === "delete") await call(services, deleteAlertRule, { headers, params });
    const closeCause = { change: "rule-changed", disable: "rule-disabled", delete: "rule-deleted" }[how];
    expect(await incidentsOf(rule.id)).toMatchObject([{ closeCause, closedAt: now.toISOString() }]);
    await deliverDue(delivery);
    await deliverDue(delivery);
    expect(receiver.received.map(({ body }) => JSON.parse(body).type)).toEqual(["alert.opened", "alert.closed"]);
  });

  it("keeps who acknowledged first", async () => {
    const rule = await makeRule([]);
    await attack();
    now = settledAt(7);
    await evaluateAlerts(db, now, log);
    const [incident] = await incidentsOf(rule.id);
    const params = { id: incident?.id ?? 0 };
    await call(services, acknowledgeAlertIncident, { headers, params, body: { note: "I look" } });
    await call(services, acknowledgeAlertIncident, { headers, params, body: { note: "me too" } });
    expect(await incidentsOf(rule.id)).toMatchObject([{ note: "I look", acknowledgedBy: "admin key" }]);
  });

  it("would have fired where its preview says", async () => {
    await attack();
    now = settledAt(15);
    const condition = { kind: "threshold", direction: "above", value: 0.3 };
    const definition = { metric: "rejection-rate", windowMinutes: 1, clearForMinutes: 1, condition };
    const { body } = await call(services, previewAlertRule, { headers, body: { definition, days: 1 } });
    const preview = alertPreviewSchema.parse(body);
    expect(preview.firings).toEqual([{ from: minuteAt(6).getTime(), to: minuteAt(12).getTime() }]);
    expect(Math.max(...preview.points.map(({ value }) => value ?? 0))).toBe(0.6);
    expect(preview.minutesWithoutData).toBe(preview.minutes - 16);
  });
});

describe("a delivery", () => {
  it("is tried again under the same id until the receiver is back, then never again", async () => {
    const { channel } = await makeChannel();
    await makeRule([channel.id]);
    await attack();
    now = settledAt(7);
    await evaluateAlerts(db, now, log);
    receiver.answer(503);
    await deliverDue(delivery);
    expect(await deliverDue(delivery)).toBe(0);
    receiver.answer(302);
    now = new Date(now.getTime() + 6_000);
    await deliverDue(delivery);
    receiver.answer(204);
    for (let later = 0; later < 5; later++) {
      now = new Date(now.getTime() + 20_000);
      await deliverDue(delivery);
    }
    const ids = receiver.received.map((one) => one.headers["webhook-id"]);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
    const [logged] = await logOf(channel.id);
    expect(logged).toMatchObject({ id: ids[0], kind: "opened", state: "delivered", nextAttemptAt: null });
    expect(logged?.attempts.map(({ status, problem }) => [status, problem])).toEqual([
      [503, "answered 503"],
      [302, "answered 302; redirects are not followed"],
      [204, null],
    ]);
  });

  it("to an address that is not public is refused unless the operator allows it, and says so", async () => {
    const { channel } = await makeChannel();
    await makeRule([channel.id]);
    await attack();
    now = settledAt(7);
    await evaluateAlerts(db, now, log);
    await deliverDue({ ...delivery, policy: receiverPolicy([]) });
    expect(receiver.received).toEqual([]);
    const [logged] = await logOf(channel.id);
    expect(logged?.attempts[0]?.problem).toContain("not public");
  });

  it("is given up after a day, and at once when the receiver says that it is gone", async () => {
    const { channel } = await makeChannel();
    await makeRule([channel.id]);
    await attack();
    now = settledAt(7);
    await evaluateAlerts(db, now, log);
    receiver.answer(410);
    await deliverDue(delivery);
    expect((await logOf(channel.id))[0]?.state).toBe("failed");
    await db.execute(sql`UPDATE alert_deliveries SET state = 'waiting'`);
    receiver.answer(500);
    now = new Date(now.getTime() + 25 * 3_600_000);
    await deliverDue(delivery);
    expect((await logOf(channel.id))[0]?.state).toBe("failed");
  });

  it("shows no secret of its channel to anybody", async () => {
    const { channel, signingSecret } = await makeChannel();
    const stored = await db.execute(sql`SELECT sealed, target FROM alert_channels WHERE id = ${channel.id}`);
    const shown = JSON.stringify([channel, stored.rows]);
    expect(shown).not.toContain("/hook");
    expect(signingSecret).toMatch(/^whsec_/);
    expect(shown).not.toContain(signingSecret?.slice(6, 20));
    const audit = JSON.stringify((await db.execute(sql`SELECT before, after FROM audit_entries`)).rows);
    expect(audit).not.toContain("/hook");
    expect(audit).not.toContain("whsec_");
  });
});
