import { asc, like } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";
import { auditEntries } from "../../../drizzle/schema";
import { appSchema } from "../../contract/admin/apps";
import { policiesSchema } from "../../contract/admin/policies";
import { policyPreviewSchema } from "../../contract/admin/policy-preview";
import { appraisalPolicySchema, STARTING_POLICY } from "../../contract/policy";
import { listenForConfiguration } from "../../testing/change-listener";
import { call, testServices, withApiKey } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { createApp } from "../apps/create";
import { changeRollout } from "../rollouts/change";
import { endRollout } from "../rollouts/end";
import { startRollout } from "../rollouts/start";
import { activatePolicy } from "./activate";
import { createPolicyVersion } from "./create-version";
import { getPolicy } from "./get";
import { listPolicies } from "./list";
import { previewPolicyEndpoint } from "./preview";

const { db, url } = await testDatabase();
const services = testServices(db);
const admin = await withApiKey(services, "admin");
const { headers } = await withApiKey(services, "policy-owner");
const dataPlane = await listenForConfiguration(url);
afterAll(() => dataPlane.close());

const policy = { ...STARTING_POLICY, signals: { ...STARTING_POLICY.signals, emulator: "reject" } } as const;

async function newApp(appId: string) {
  const body = { platform: "android", appId, name: appId };
  return appSchema.parse((await call(services, createApp, { headers: admin.headers, body })).body).id;
}

const write = (id: number, baseVersion: number, extra: object = {}) =>
  call(services, createPolicyVersion, {
    headers,
    params: { id },
    body: { baseVersion, policy, reason: "Emulators only come from attackers here", ...extra },
  });
const activate = (id: number, version: number, body: object = {}) =>
  call(services, activatePolicy, { headers, params: { id, version }, body });
const list = async (id: number, query: Record<string, string> = {}) =>
  policiesSchema.parse((await call(services, listPolicies, { headers, params: { id }, query })).body);

const audited = (action: string) =>
  db.select().from(auditEntries).where(like(auditEntries.action, action)).orderBy(asc(auditEntries.id));

describe("policies", () => {
  it("are written as versions that judge nothing until they are activated", async () => {
    const id = await newApp("com.example.a");
    await dataPlane.heard();
    expect((await write(id, 1)).body).toMatchObject({ version: 2, author: "policy-owner key", activations: [] });
    expect((await list(id)).activeVersion).toBe(1);
    expect(await dataPlane.heard()).toBe(0);
    expect((await activate(id, 2)).status).toBe(200);
    expect(await dataPlane.heard()).toBeGreaterThan(0);
    expect(await list(id)).toMatchObject({ activeVersion: 2, versions: [{ version: 2, policy }, { version: 1 }] });
  });

  it("lose no version to somebody who had not seen it", async () => {
    const id = await newApp("com.example.b");
    const answers = await Promise.all([write(id, 1), write(id, 1), write(id, 1)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect((await write(id, 1)).body).toMatchObject({ error: "conflict" });
    expect((await list(id)).versions).toHaveLength(2);
  });

  it("roll back by activating an older version, and keep every activation", async () => {
    const id = await newApp("com.example.c");
    await write(id, 1);
    await activate(id, 2);
    await activate(id, 1);
    const { activeVersion, versions } = await list(id);
    expect(activeVersion).toBe(1);
    expect(versions.map(({ version, activations }) => [version, activations.length])).toEqual([
      [2, 1],
      [1, 2],
    ]);
  });

  it("keep why they were put in force, in the history and the audit", async () => {
    const id = await newApp("com.example.why");
    await write(id, 1);
    expect((await activate(id, 2, { reason: "" })).body).toMatchObject({
      error: "invalid_request",
      fields: { reason: "Must not be empty." },
    });
    await activate(id, 2, { reason: "Fraud from emulators" });
    await activate(id, 1, { reason: "Support calls" });
    await activate(id, 2);
    const { versions } = await list(id);
    const told = versions.map(({ activations }) => activations.map(({ by, reason }) => [by, reason]));
    expect(told).toEqual([
      [
        ["policy-owner key", null],
        ["policy-owner key", "Fraud from emulators"],
      ],
      [["policy-owner key", "Support calls"], expect.anything()],
    ]);
    const entries = await audited("policy.activate");
    const afterwards = entries.filter(({ entity }) => entity.startsWith(`app:${id}/`)).map(({ after }) => after);
    expect(afterwards).toEqual([
      { activeVersion: 2, reason: "Fraud from emulators" },
      { activeVersion: 1, reason: "Support calls" },
      { activeVersion: 2 },
    ]);
  });

  it("are not activated over a version that the owner has not seen", async () => {
    const id = await newApp("com.example.d");
    await write(id, 1);
    await activate(id, 2);
    expect((await activate(id, 1, { replaces: 1 })).status).toBe(409);
    expect((await activate(id, 1, { replaces: 2 })).status).toBe(200);
  });

  it("are parsed by the schema that judges: a fixed signal can't be waved through, an unknown field not slipped in", async () => {
    const id = await newApp("com.example.e");
    const signals = { replayed: "ignore" };
    expect((await write(id, 1, { policy: { ...policy, signals } })).body).toHaveProperty(["fields", "policy.signals"]);
    expect((await write(id, 1, { policy: { ...policy, extra: 1 } })).body).toHaveProperty(["fields", "policy.extra"]);
    expect((await write(id, 1, { reason: "" })).body).toHaveProperty("fields.reason");
    expect(appraisalPolicySchema.parse(policy)).toEqual(policy);
  });

  it("belong to one app", async () => {
    const id = await newApp("com.example.f");
    expect((await activate(id, 2)).status).toBe(404);
    expect((await call(services, getPolicy, { headers, params: { id, version: 1 } })).status).toBe(200);
    expect((await call(services, getPolicy, { headers, params: { id: id + 100, version: 1 } })).status).toBe(404);
  });

  it("are listed in pages", async () => {
    const id = await newApp("com.example.g");
    for (let base = 1; base < 5; base++) await write(id, base);
    const first = await list(id, { limit: "2" });
    const second = await list(id, { limit: "2", before: String(first.nextCursor) });
    const versions = [...first.versions, ...second.versions].map(({ version }) => version);
    expect(versions).toEqual([5, 4, 3, 2]);
  });
});

describe("a preview", () => {
  const preview = (id: number, body: object) =>
    call(services, previewPolicyEndpoint, { headers, params: { id }, body });

  it("of a draft or of a version is answered to whoever may read", async () => {
    const id = await newApp("com.example.preview");
    await write(id, 1);
    const analyst = await withApiKey(services, "analyst");
    for (const body of [{ policy }, { version: 2 }]) {
      const answer = await call(services, previewPolicyEndpoint, { headers: analyst.headers, params: { id }, body });
      expect(answer.status).toBe(200);
      expect(policyPreviewSchema.parse(answer.body)).toMatchObject({
        activeVersion: 1,
        instances: { active: 0, rejected: 0, admitted: 0 },
        estimated: null,
      });
    }
  });

  it("refuses unknown signals and versions, and a question that is none", async () => {
    const id = await newApp("com.example.refused");
    const unknown = await preview(id, { policy: { signals: { gremlin: "reject" } } });
    expect([unknown.status, unknown.body]).toMatchObject([400, { error: "invalid_request" }]);
    const exceptions = [{ signal: "banned", model: "Pixel 9" }];
    expect((await preview(id, { policy: { exceptions } })).body).toMatchObject({
      fields: { "policy.exceptions.0.signal": "This signal always rejects." },
    });
    expect((await preview(id, { policy: { exceptions: [{ signal: "root", model: "*" }] } })).status).toBe(400);
    expect((await preview(id, { policy: { exceptions: [{ signal: "root" }] } })).status).toBe(400);
    expect((await preview(id, { version: 7 })).status).toBe(404);
    expect((await preview(999_999, { policy })).status).toBe(404);
    expect((await preview(id, { policy, version: 1 })).status).toBe(400);
    expect((await preview(id, { policy, range: "2d" })).status).toBe(400);
  });
});

describe("a rollout", () => {
  const start = (id: number, body: object) => call(services, startRollout, { headers, params: { id }, body });

  it("is refused for an unknown version, the version in force, and a band upside down", async () => {
    const id = await newApp("com.example.rollout");
    await write(id, 1);
    expect((await start(id, { version: 9, mode: "shadow" })).status).toBe(404);
    expect((await start(id, { version: 1, mode: "shadow" })).status).toBe(409);
    expect((await start(id, { version: 2, mode: "enforce", percent: 0 })).status).toBe(400);
    const band = { lowest: 0.5, highest: 0.1 };
    expect((await start(id, { version: 2, mode: "enforce", percent: 5, band })).body).toMatchObject({
      fields: { "band.highest": "The highest rate must be above the lowest." },
    });
    expect((await start(id, { version: 2, mode: "enforce", percent: 5, replaces: 7 })).status).toBe(409);
  });

  it("is opened by one of many who try at once", async () => {
    const id = await newApp("com.example.race");
    await write(id, 1);
    const answers = await Promise.all([1, 5, 10].map((percent) => start(id, { version: 2, mode: "enforce", percent })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it("keeps why it was started, changed and ended, and changes its band while it runs", async () => {
    const id = await newApp("com.example.steps");
    await write(id, 1);
    const begun = await start(id, { version: 2, mode: "enforce", percent: 5, reason: "Carefully" });
    expect(begun.body).toMatchObject({ revision: 1, reason: "Carefully", minimumAttestations: 100 });
    const change = (body: object) => call(services, changeRollout, { headers, params: { id }, body });
    const band = { lowest: 0.01, highest: 0.2 };
    const changed = await change({ revision: 1, band, minimumAttestations: 20, reason: "A quiet night" });
    expect(changed.body).toMatchObject({ percent: 5, band, minimumAttestations: 20, reason: "A quiet night" });
    expect((await change({ revision: 2, percent: 10 })).body).toMatchObject({
      reason: null,
      minimumAttestations: 20,
      band,
    });
    expect((await change({ revision: 3, minimumAttestations: 0 })).body).toMatchObject({
      error: "invalid_request",
      fields: { minimumAttestations: "At least 1." },
    });
    const body = { revision: 3, reason: "Not today" };
    expect((await call(services, endRollout, { headers, params: { id }, body })).body).toMatchObject({
      ...{ state: "ended", reason: "Not today" },
    });
    const entries = await audited("rollout.%");
    const reasons = entries
      .filter(({ entity }) => entity.startsWith(`app:${id}/`))
      .map(({ action, after }) => [action, Object(after).reason]);
    expect(reasons).toEqual([
      ["rollout.start", "Carefully"],
      ["rollout.change", "A quiet night"],
      ["rollout.change", undefined],
      ["rollout.end", "Not today"],
    ]);
  });
});
