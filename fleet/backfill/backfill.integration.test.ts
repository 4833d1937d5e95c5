import { describe, expect, it } from "vitest";
import { users, vaultKeys } from "../../drizzle/schema";
import { verifyAuditChain } from "../../lib/admin/audit/chain";
import { DEFAULT_FILTER, type Filter } from "../../lib/contract/filter";
import { parseStoredPolicy } from "../../lib/contract/policy";
import { generateP256Keys } from "../../lib/encoding/p256-keys";
import { previewPolicy } from "../../lib/metrics/policy-preview/preview";
import { reasons } from "../../lib/metrics/reasons";
import { trend } from "../../lib/metrics/trend";
import { versions } from "../../lib/metrics/versions";
import { testDatabase } from "../../lib/testing/database";
import { parseBackfillArguments } from "./arguments";
import { backfill } from "./run";
import { BROKEN_SDK, CAMPAIGN, RELEASES, SAMPLE_RULES } from "./story";

const { db, pool } = await testDatabase();
const now = new Date();
// What is there once Attestry has started: a vault, and the first admin.
const { publicJwk } = generateP256Keys();
await db.insert(vaultKeys).values({ kid: "v1", publicJwk, provider: "file" });
await db.insert(users).values({ email: "admin@example.test", name: "Admin", role: "admin", passwordHash: "none" });
const asked = parseBackfillArguments("--backfill 12d --attestations 60000 --raw 9000 --seed 4".split(" "));
const written = await backfill({ db, pool }, asked, now, () => undefined);
const all: Filter = { ...DEFAULT_FILTER, range: "30d" };
const sum = (bins: readonly { pass: number; fail: number }[]) =>
  bins.reduce((total, bin) => total + bin.pass + bin.fail, 0);

describe("a made-up history", () => {
  it("counts the same in every table", async () => {
    const shares = await pool.query<{ hours: number; values: number; minutes: number; events: number }>(
      `SELECT (SELECT sum(n) FROM rollup_hours)::int AS hours,
         (SELECT sum(n) FROM value_hours WHERE dimension = 'country')::int AS values,
         (SELECT sum(n) FROM rollup_minutes WHERE bucket >= (SELECT min(ts) FROM attestation_events))::int AS minutes,
         (SELECT count(*) FROM attestation_events)::int AS events`,
    );
    const [counted] = shares.rows;
    expect(counted?.values).toBe(counted?.hours);
    expect(counted?.events).toBeGreaterThan(1000);
    expect(Math.abs((counted?.minutes ?? 0) / (counted?.events ?? 1) - 1)).toBeLessThan(0.02);
    const shown = sum((await trend(db, all, now)).bins);
    expect(Math.abs(shown / written.attestations - 1)).toBeLessThan(0.02);
    expect(Math.abs(written.attestations / asked.attestations - 1)).toBeLessThan(0.35);
  });

  it("has the campaign in its country, from its hour on, and not a week before", async () => {
    const filter: Filter = { ...DEFAULT_FILTER, range: "1h", include: { country: [CAMPAIGN.country] } };
    const frida = (await reasons(db, filter, now)).rows.find((row) => row.reason === "hook-framework");
    expect(frida?.attestations).toBeGreaterThan(20);
    expect(frida?.attestationsBefore).toBeLessThan((frida?.attestations ?? 0) / 5);
  });

  it("has an SDK version that calls a third of its honest phones cloned", async () => {
    const of = async (filter: Filter) =>
      (await versions(db, filter, now)).versions.find((row) => row.sdkVersion === BROKEN_SDK);
    const row = await of({ ...DEFAULT_FILTER, range: "24h" });
    const share = (row?.fail ?? 0) / ((row?.pass ?? 0) + (row?.fail ?? 0));
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.5);
  });

  it("replays a draft over the same attestations and over every instance that was active", async () => {
    const { rows } = await pool.query<{ id: number; policy: unknown; n: number; instances: number }>(
      `SELECT a.id, p.policy, (SELECT sum(n) FROM rollup_hours JOIN facets f ON f.id = facet_id WHERE f.app_id = a.id)::int AS n,
         (SELECT count(*) FROM instance_states JOIN facets f ON f.id = facet_id WHERE f.app_id = a.id)::int AS instances
       FROM apps a JOIN policy_versions p ON p.id = a.active_policy_id WHERE a.platform = 'android'`,
    );
    const [app] = rows;
    const active = parseStoredPolicy(app?.policy);
    if (app === undefined || active === null) throw new Error("the sample app has no policy");
    const draft = { ...active, signals: { ...active.signals, "dev-mode": "reject" as const } };
    const preview = await previewPolicy(db, { appId: app.id, draft, range: "30d", test: false }, now);
    // The hours that are still open are in no rollup of hours.
    expect(preview.attestations.all).toBeGreaterThanOrEqual(app.n);
    expect(preview.attestations.all).toBeLessThan(app.n * 1.1);
    expect(preview.instances.active).toBe(app.instances);
    expect(preview.instances.rejected).toBeGreaterThan(0);
    expect(preview.estimated).toBeNull();
    expect(preview.dimensions.model?.length).toBeGreaterThan(1);
  });

  it("has alerts: two trials of the campaign that closed, the campaign that is open, and the broken SDK acknowledged", async () => {
    const { rows } = await pool.query<{ name: string; opened: Date; closed: Date | null; acknowledged: string | null }>(
      "SELECT rule_name AS name, opened_at AS opened, closed_at AS closed, acknowledged_by AS acknowledged FROM alert_incidents ORDER BY id",
    );
    const [rule, sdk] = SAMPLE_RULES;
    const campaign = rows.filter(({ name }) => name === rule.name);
    const hoursAgo = (at: Date) => (now.getTime() - at.getTime()) / 3_600_000;
    for (const hours of CAMPAIGN.trials) {
      const trial = campaign.find(({ opened }) => Math.abs(hoursAgo(opened) - hours) < 1.5);
      expect(trial?.closed, `the trial of ${hours} hours ago`).not.toBeNull();
      expect(trial?.closed).toBeDefined();
    }
    const open = campaign.filter(({ closed }) => closed === null);
    expect(open).toHaveLength(1);
    expect(hoursAgo(open[0]?.opened ?? new Date(0))).toBeLessThan(CAMPAIGN.hours);
    const broken = rows.filter(({ name, closed }) => name === sdk.name && closed === null);
    expect(broken).toMatchObject([{ acknowledged: "sample history" }]);
    // Both fire still, though the hour that just passed may have been a quiet one.
    const { rows: states } = await pool.query<{ phase: string }>("SELECT phase FROM alert_states ORDER BY rule_id");
    expect(states).toHaveLength(2);
    for (const { phase } of states) expect(["firing", "clearing"]).toContain(phase);
  });

  it("has what people did, each with its entry in a chain that holds", async () => {
    const { rows } = await pool.query<{ action: string; n: number }>(
      "SELECT action, count(*)::int AS n FROM audit_entries WHERE actor = 'sample history' GROUP BY 1 ORDER BY 1",
    );
    expect(Object.fromEntries(rows.map(({ action, n }) => [action, n]))).toEqual({
      "alert-incident.acknowledge": 1,
      "alert-rule.create": 2,
      "api-domain.create": 1,
      "app.create": 2,
      "build.add": 2 * RELEASES.length,
      "override.create": 2,
      "policy.activate": 2,
      "policy.create": 2,
      "saved-view.create": 1,
    });
    expect((await verifyAuditChain(db)).brokenAt).toBeNull();
    const overrides = await pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM overrides o LEFT JOIN instance_states s USING (instance_id)
       WHERE lifted_at IS NULL AND (s.at IS NULL OR s.at < o.created_at - interval '1 day')`,
    );
    expect(overrides.rows[0]?.n).toBe(2);
  });

  it("is refused a second time", async () => {
    await expect(backfill({ db, pool }, asked, now, () => undefined)).rejects.toThrow("sample history already");
  });
});

describe("the command line", () => {
  it.each([
    ["--backfill", "ninety"],
    ["--backfill", "1d"],
    ["--attestations", "x"],
    ["--as-test", "maybe"],
  ])("refuses %s %s and names the option", (name, value) => {
    expect(() => parseBackfillArguments(["--backfill", "9d", name, value])).toThrow(name);
  });
});
