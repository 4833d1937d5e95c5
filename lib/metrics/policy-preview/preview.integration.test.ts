import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { type AppraisalInput, appraise } from "../../attestation/appraise";
import { uuidV7 } from "../../clock";
import { encodeArc, OUTCOMES, OVERRIDE_KINDS } from "../../contract/outcome";
import { type AppraisalPolicy, appraisalPolicySchema } from "../../contract/policy";
import { encodeSignals, SIGNALS, type Signal } from "../../contract/signals";
import { type AttestationEvent, instanceState } from "../../events/event";
import { closeHours } from "../../events/maintenance";
import { summariseHours } from "../../events/summaries";
import { rebuildWeeks } from "../../events/weeks";
import { testDatabase } from "../../testing/database";
import { seeded } from "../../testing/random";
import { pick, record } from "../testing/history";
import { previewPolicy } from "./preview";

const { db, pool } = await testDatabase();
const random = seeded(20_261_122);
const now = new Date();
const HOUR_MS = 3_600_000;
const SIGNER = "a".repeat(64);

const VERSIONS = ["7.16.4", "7.17.2", "7.18.0"] as const;
const MODELS = ["Pixel 8", "SM-S921B", "SM-A546B"] as const;
const PATCHES = ["2025-04", "2025-10", "2026-02"] as const;
const FOUND: readonly (readonly Signal[])[] = [
  [],
  [],
  [],
  ["emulator"],
  ["root"],
  ["dev-mode"],
  ["app-cloned", "root"],
];

/** What the hardware proved, where it proved anything. */
const ATTESTED = [
  {},
  { prv: "remote", pat: "2025-10", vpt: "2025-04" },
  { prv: "factory", pat: "2026-02", vpt: "2026-01", vbk: "ab".repeat(32) },
] as const;

interface Written {
  readonly at: number;
  readonly instanceId: string;
  readonly input: AppraisalInput;
}

let appId = 0;
let activeId = 0;
const policies: { id: number; rules: AppraisalPolicy }[] = [];
const written: Written[] = [];

const rulesOf = (rules: object) =>
  appraisalPolicySchema.parse({ signals: { root: "reject", "outdated-patch": "reject" }, ...rules });

beforeAll(async () => {
  for (const table of ["attestation_events", "rollup_minutes", "instance_hours"]) {
    await pool.query("SELECT ensure_daily_partitions($1, 92, 1)", [table]);
  }
  await pool.query("UPDATE rollup_progress SET hours_until = date_trunc('hour', now() - interval '30 hours', 'UTC')");
  const app = await pool.query<{ id: number }>(
    "INSERT INTO apps (platform, app_id, name) VALUES ('android', 'com.example.pay', 'Pay') RETURNING id",
  );
  appId = app.rows[0]?.id ?? 0;
  for (const [index, rules] of [rulesOf({}), rulesOf({ minimumPatchLevel: "2025-05" })].entries()) {
    const { rows } = await pool.query<{ id: number }>(
      "INSERT INTO policy_versions (app_id, version, policy, reason, author) VALUES ($1, $2, $3, 't', 't') RETURNING id",
      [appId, index + 1, rules],
    );
    policies.push({ id: rows[0]?.id ?? 0, rules });
  }
  activeId = policies[1]?.id ?? 0;
  await pool.query("UPDATE apps SET active_policy_id = $1 WHERE id = $2", [activeId, appId]);
  const instances = Array.from({ length: 60 }, () => ({ id: randomUUID(), model: pick(random, MODELS) }));
  const ages = [0.9 * HOUR_MS, 20 * HOUR_MS, 80 * 24 * HOUR_MS];
  for (let count = 0; count < 3000; count++) {
    const { id, model } = pick(random, instances);
    const at = now.getTime() - Math.floor(random() * pick(random, ages)) - 1;
    // The first version judged what is older than ten days.
    const policy = policies[now.getTime() - at > 240 * HOUR_MS ? 0 : 1];
    if (policy !== undefined) written.push({ at, instanceId: id, input: inputOf(policy, model) });
  }
  await record(pool, written.slice(0, 2500).map(eventOf));
  await closeHours(pool);
  await summariseHours(pool);
  await rebuildWeeks(pool);
  // What comes after its hour, day and week were closed has to be found all the same.
  await record(pool, written.slice(2500).map(eventOf));
  await summariseHours(pool);
});

function inputOf(policy: { id: number; rules: AppraisalPolicy }, model: string): AppraisalInput {
  return {
    app: {
      id: appId,
      platform: "android",
      appId: "com.example.pay",
      name: "Pay",
      acceptsTestTraffic: true,
      builds: [{ versionName: "7.18.0", versionCode: 1, signerDigests: [SIGNER], teamId: null, expiresAt: null }],
      playKeys: null,
      policy: { ...policy, version: 1 },
    },
    now,
    format: "key-attestation",
    securityLevel: pick(random, ["trusted-environment", "strongbox"] as const),
    attested: pick(random, ATTESTED),
    test: false,
    signals: pick(random, FOUND),
    details: {},
    versionName: pick(random, VERSIONS),
    versionCode: 1,
    signerDigests: [SIGNER],
    osVersion: pick(random, ["13", "15"]),
    patchLevel: pick(random, PATCHES),
    sdkVersion: pick(random, ["4.1.3", "4.2.0"]),
    model,
    override: random() < 0.05 ? { kind: "force-pass", reason: "tester", expiresAt: null } : null,
  };
}

function eventOf({ at, instanceId, input }: Written): AttestationEvent {
  const appraisal = appraise(input);
  const [first] = appraisal.reasons;
  return {
    id: uuidV7(new Date(at)),
    ts: new Date(at).toISOString(),
    facets: {
      appId,
      test: false,
      platform: "android",
      appVersion: input.versionName,
      sdkVersion: input.sdkVersion,
      osVersion: input.osVersion,
      model: input.model,
      country: "PT",
      format: input.format,
    },
    kind: 2,
    outcome: OUTCOMES[appraisal.outcome],
    signals: encodeSignals(appraisal.signals),
    reasons: encodeSignals(appraisal.reasons),
    firstReason: first === undefined ? -1 : SIGNALS[first].bit,
    override: OVERRIDE_KINDS[appraisal.override],
    policyVersionId: input.app.policy?.id ?? null,
    instanceId,
    arc: encodeArc(Uint8Array.from({ length: 10 }, () => Math.floor(random() * 256))),
    errorCode: null,
    address: null,
    decision: "{}",
    nonce: null,
    nonceExpiresAt: null,
    instance: null,
    state: instanceState(appraisal.facts),
  };
}

const byPolicy = (input: AppraisalInput, rules: AppraisalPolicy) =>
  appraise({ ...input, app: { ...input.app, policy: { id: 9, version: 9, rules } } }).outcome;

/** What appraising every single attestation again comes to. */
function recount(draft: AppraisalPolicy, from: number) {
  const active = policies[1]?.rules ?? draft;
  const within = written.filter(({ at }) => at >= from && at < now.getTime());
  const newest = new Map<string, Written>();
  for (const one of within) if ((newest.get(one.instanceId)?.at ?? 0) < one.at) newest.set(one.instanceId, one);
  const changes = (from: Iterable<Written>) => {
    const of = { all: 0, rejected: 0, admitted: 0 };
    for (const { input } of from) {
      of.all++;
      const [is, would] = [byPolicy(input, active), byPolicy(input, draft)];
      if (is !== would) of[would === "fail" ? "rejected" : "admitted"]++;
    }
    return of;
  };
  return { attestations: changes(within), instances: changes(newest.values()) };
}

const ranges = ["1h", "24h", "7d", "30d", "90d"] as const;
const preview = (draft: AppraisalPolicy, range: (typeof ranges)[number]) =>
  previewPolicy(db, { appId, draft, range, test: false }, now);

describe("a preview", () => {
  it.each(ranges)("over %s counts what appraising every attestation again counts", async (range) => {
    const draft = rulesOf({
      minimumPatchLevel: "2025-05",
      minimumAppVersion: "7.17.0",
      signals: { emulator: "reject", "outdated-app": "reject", "outdated-patch": "reject", root: "annotate" },
      exceptions: [{ signal: "emulator", model: "SM-*", sdkVersion: "4.2.0" }],
    });
    const answer = await preview(draft, range);
    const expected = recount(draft, answer.from);
    expect(answer.instances).toEqual({ ...without(expected.instances), active: expected.instances.all });
    // Attestations judged before the patch level mattered can't be told from the rollup: estimated, and it says so.
    if (range === "1h" || range === "24h" || range === "7d") {
      expect(answer.estimated).toBeNull();
      expect(answer.attestations).toEqual(expected.attestations);
    } else expect(answer.estimated?.attestations).toBeGreaterThan(0);
  });

  it("tells instances exactly where a rule asks for what the hardware proved", async () => {
    const draft = rulesOf({
      minimumPatchLevel: "2025-05",
      signals: { root: "reject", "outdated-patch": "reject", "custom-os": "reject" },
      evidence: { minimumVendorPatchLevel: "2025-11", allowedBootKeys: [] },
    });
    const answer = await preview(draft, "30d");
    const expected = recount(draft, answer.from);
    expect(expected.instances.rejected).toBeGreaterThan(0);
    expect(answer.instances).toEqual({ ...without(expected.instances), active: expected.instances.all });
    expect(answer.estimated).not.toBeNull();
  });

  it("tells instances exactly and attestations nearly where a rule asks for what no rollup holds", async () => {
    const draft = rulesOf({ minimumPatchLevel: "2025-11" });
    const answer = await preview(draft, "24h");
    const expected = recount(draft, answer.from);
    expect(answer.instances).toEqual({ ...without(expected.instances), active: expected.instances.all });
    expect(answer.estimated).toMatchObject({ fromInstances: expected.instances.all });
    const [found, true_] = [answer.attestations.rejected, expected.attestations.rejected];
    expect(Math.abs(found - true_) / true_).toBeLessThan(0.3);
  });

  it("splits the same numbers by every dimension, and shows an instance of each kind", async () => {
    const draft = rulesOf({
      minimumPatchLevel: "2025-05",
      signals: { emulator: "reject", "outdated-patch": "reject" },
    });
    const answer = await preview(draft, "30d");
    for (const rows of Object.values(answer.dimensions)) {
      expect(rows.reduce((all, row) => all + row.rejected.instances, 0)).toBe(answer.instances.rejected);
      expect(rows.reduce((all, row) => all + row.admitted.instances, 0)).toBe(answer.instances.admitted);
    }
    const rejected = answer.examples.filter(({ change }) => change === "rejected");
    expect(rejected.length).toBeGreaterThan(0);
    for (const example of rejected) {
      expect(example.reasons).toContain("emulator");
      const newest = written
        .filter(({ instanceId }) => instanceId === example.instanceId)
        .reduce((a, b) => (a.at > b.at ? a : b));
      expect([...newest.input.signals]).toContain("emulator");
      expect(newest.input.model).toBe(example.model);
    }
  });

  it("of the version in force changes nothing", async () => {
    const answer = await preview(policies[1]?.rules ?? rulesOf({}), "90d");
    expect(answer.instances).toMatchObject({ rejected: 0, admitted: 0 });
    expect(answer.attestations).toMatchObject({ rejected: 0, admitted: 0 });
    expect(answer.examples).toEqual([]);
  });
});

describe("while a draft is edited", () => {
  const draft = rulesOf({ signals: { emulator: "reject" } });
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  const recent = (seconds: number, range: (typeof ranges)[number] = "7d") =>
    previewPolicy(db, { appId, draft, range, test: true, recent: true }, at(seconds));

  it("what was read serves for ten seconds, then once more while it is read again, and never for long", async () => {
    const read = at(0).getTime();
    expect((await recent(0)).to).toBe(read);
    expect((await recent(9)).to).toBe(read);
    expect((await recent(60)).to).toBe(read);
    await expect.poll(async () => (await recent(61)).to).toBe(at(60).getTime());
    expect((await recent(61 + 300)).to).toBe(at(361).getTime());
  });

  it("the longest range is read before anybody asks for it", async () => {
    expect((await recent(1000, "24h")).to).toBe(at(1000).getTime());
    expect((await recent(1005, "90d")).to).toBe(at(1000).getTime());
  });

  it("an activation looks anew all the same", async () => {
    await recent(2000);
    const answer = await previewPolicy(db, { appId, draft, range: "7d", test: true }, at(2005));
    expect(answer.to).toBe(at(2005).getTime());
  });
});

function without({ rejected, admitted }: { rejected: number; admitted: number }) {
  return { rejected, admitted };
}
