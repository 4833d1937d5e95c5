import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { instances } from "../../../drizzle/schema";
import { appSchema } from "../../contract/admin/apps";
import { apiErrorSchema } from "../../contract/admin/common";
import { STARTING_POLICY } from "../../contract/policy";
import { call, testServices, withApiKey } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { createApp } from "../apps/create";
import { createDevelopmentCredential } from "../development-credentials/create";
import type { Endpoint } from "../endpoint";
import { createOverride } from "../overrides/create";
import { changeRollout } from "../rollouts/change";
import { endRollout } from "../rollouts/end";
import { startRollout } from "../rollouts/start";
import { activatePolicy } from "./activate";
import { createPolicyVersion } from "./create-version";
import { previewPolicyEndpoint } from "./preview";

/** Whatever is refused about a policy: by which code, at which field, and that nothing of it was done. */

const { db } = await testDatabase();
const services = testServices(db, () => new Date("2026-11-20T10:00:00Z"));
const admin = await withApiKey(services, "admin");
const { headers } = await withApiKey(services, "policy-owner");
const instanceId = randomUUID();
let id = 0;

const ask = (endpoint: Endpoint, body: object, params: Record<string, number> = {}) =>
  call(services, endpoint, { headers, params: { id, ...params }, body });

beforeAll(async () => {
  const app = { platform: "android", appId: "com.example.bad", name: "Bad input" };
  id = appSchema.parse((await call(services, createApp, { headers: admin.headers, body: app })).body).id;
  for (const baseVersion of [1, 2]) {
    const body = { baseVersion, policy: { ...STARTING_POLICY, builds: "exact" }, reason: "test" };
    expect((await ask(createPolicyVersion, body)).status).toBe(201);
  }
  expect((await ask(activatePolicy, {}, { version: 2 })).status).toBe(200);
  expect((await ask(startRollout, { version: 3, mode: "enforce", percent: 5 })).status).toBe(201);
  expect((await ask(changeRollout, { revision: 1, percent: 10 })).status).toBe(200);
  const row = { id: instanceId, appId: id, enrolledAt: new Date(), format: "software-key", securityLevel: "none" };
  await db.insert(instances).values({ ...row, thumbprint: "t", test: true, model: "Pixel 9", evidence: {} });
});

/** All that a policy owner's change could leave behind. */
async function everything(): Promise<unknown> {
  const { rows } = await db.execute(sql`SELECT
    (SELECT json_agg(v ORDER BY v.id) FROM policy_versions v) AS versions,
    (SELECT json_agg(a ORDER BY a.id) FROM policy_activations a) AS activations,
    (SELECT json_agg(r ORDER BY r.id) FROM policy_rollouts r) AS rollouts,
    (SELECT count(*) FROM overrides) AS overrides,
    (SELECT count(*) FROM development_credentials) AS credentials,
    (SELECT count(*) FROM audit_entries) AS audit,
    (SELECT version FROM config_version) AS configuration`);
  return rows;
}

async function refusal(answer: Promise<{ status: number; body: unknown }>) {
  const before = await everything();
  const { status, body } = await answer;
  expect(await everything()).toEqual(before);
  const { error, error_description: sentence, fields = {} } = apiErrorSchema.parse(body);
  expect(sentence).toMatch(/^[A-Z].*\.$/);
  return { status, error, fields };
}

const PASSED = "2026-11-20T09:59:59Z";
const draft = (extra: object) => ({ baseVersion: 3, reason: "test", policy: { ...STARTING_POLICY, ...extra } });

describe("a signal that there is none of", () => {
  it.each<[string, object, string]>([
    ["an action", { signals: { gremlin: "reject" } }, "policy.signals"],
    ["an exception", { exceptions: [{ signal: "gremlin", model: "Pixel 9" }] }, "policy.exceptions.0.signal"],
    ["what a token tells", { tokenAnnotations: ["gremlin"] }, "policy.tokenAnnotations"],
  ])("is invalid_request in %s, written or previewed", async (_, extra, field) => {
    for (const answer of [
      () => ask(createPolicyVersion, draft(extra)),
      () => ask(previewPolicyEndpoint, { policy: { ...STARTING_POLICY, ...extra } }),
    ]) {
      const refused = await refusal(answer());
      expect(refused).toMatchObject({ status: 400, error: "invalid_request" });
      expect(Object.keys(refused.fields).join()).toContain(field);
    }
  });

  it("is invalid_request in what a development credential waives, and so is one that nothing can waive", async () => {
    const body = { name: "CI", expiresAt: "2026-12-01T00:00:00Z" };
    for (const signal of ["gremlin", "replayed"]) {
      const refused = await refusal(ask(createDevelopmentCredential, { ...body, waives: [signal] }));
      expect(refused).toMatchObject({ status: 400, error: "invalid_request" });
      expect(Object.keys(refused.fields)).toEqual(["waives.0"]);
    }
  });
});

describe("a time that has passed, or is none", () => {
  const override = { kind: "ban", reason: "test" };
  it.each<[string, string, string]>([
    ["that has passed", PASSED, "Has passed. The earliest is now, 2026-11-20T10:00:00.000Z."],
    ["that is this very moment", "2026-11-20T10:00:00Z", "Has passed. The earliest is now, 2026-11-20T10:00:00.000Z."],
    ["that is none", "tomorrow", "Must be a time such as 2026-11-20T10:24:00Z."],
  ])(
    "is invalid_request as the end of an override or a development credential: one %s",
    async (_, expiresAt, message) => {
      for (const answer of [
        () => ask(createOverride, { ...override, instanceId, expiresAt }),
        () => ask(createDevelopmentCredential, { name: "CI", expiresAt }),
      ]) {
        const expected = { status: 400, error: "invalid_request", fields: { expiresAt: message } };
        expect(await refusal(answer())).toEqual(expected);
      }
    },
  );
});

describe("an edit of what somebody else has changed meanwhile", () => {
  it.each<[string, () => Promise<{ status: number; body: unknown }>]>([
    ["a version on an older base", () => ask(createPolicyVersion, { ...draft({}), baseVersion: 2 })],
    ["a version on a base to come", () => ask(createPolicyVersion, { ...draft({}), baseVersion: 9 })],
    ["an activation over another version", () => ask(activatePolicy, { replaces: 1 }, { version: 1 })],
    ["an activation over none", () => ask(activatePolicy, { replaces: null }, { version: 1 })],
    ["a rollout beside another", () => ask(startRollout, { version: 1, mode: "shadow" })],
    ["a change of an older rollout", () => ask(changeRollout, { revision: 1, percent: 50 })],
    ["the end of an older rollout", () => ask(endRollout, { revision: 1 })],
  ])("is a conflict: %s", async (_, answer) => {
    expect(await refusal(answer())).toEqual({ status: 409, error: "conflict", fields: {} });
  });
});
