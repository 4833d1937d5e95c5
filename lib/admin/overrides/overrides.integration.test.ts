import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { apps, instances } from "../../../drizzle/schema";
import { overrideSchema, overridesSchema } from "../../contract/admin/overrides";
import { listenForConfiguration } from "../../testing/change-listener";
import { call, testServices, withApiKey } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { firstRow } from "../rows";
import { createOverride } from "./create";
import { liftOverride } from "./lift";
import { listOverrides } from "./list";

const { db, url } = await testDatabase();
let clock = new Date("2026-11-20T10:00:00Z");
const services = testServices(db, () => clock);
const { headers } = await withApiKey(services, "policy-owner");
const dataPlane = await listenForConfiguration(url);
afterAll(() => dataPlane.close());
const app = { platform: "android", appId: "com.example.a", name: "A" } as const;
const { id: appId } = firstRow(await db.insert(apps).values(app).returning());

async function enrolled(): Promise<string> {
  const id = randomUUID();
  const row = { id, appId, enrolledAt: clock, format: "software-key", securityLevel: "none", thumbprint: id };
  await db.insert(instances).values({ ...row, test: true, model: "Pixel 9", evidence: {} });
  return id;
}

const decide = (instanceId: string, extra: object = {}) =>
  call(services, createOverride, { headers, body: { instanceId, kind: "ban", reason: "Fraud ring", ...extra } });
const daysAhead = (days: number) => new Date(clock.getTime() + days * 86_400_000).toISOString();
const list = async (query: Record<string, string>) =>
  overridesSchema.parse((await call(services, listOverrides, { headers, query })).body).overrides;

describe("an override", () => {
  it("names its owner and reason, and reaches the data plane with its commit", async () => {
    const instanceId = await enrolled();
    await dataPlane.heard();
    const { status, body } = await decide(instanceId);
    expect(status).toBe(201);
    expect(overrideSchema.parse(body)).toMatchObject({ instanceId, kind: "ban", owner: "policy-owner key" });
    expect(await dataPlane.heard()).toBeGreaterThan(0);
  });

  it("is made by the did of a token as well", async () => {
    const instanceId = await enrolled();
    const did = Buffer.from(instanceId.replaceAll("-", ""), "hex").toString("base64");
    expect((await decide(did)).body).toMatchObject({ instanceId });
  });

  it("ends the one before it: one instance, one decision", async () => {
    const instanceId = await enrolled();
    await decide(instanceId);
    await decide(instanceId, { kind: "force-pass", expiresAt: daysAhead(90) });
    const [newest, oldest] = await list({ instanceId });
    expect(newest).toMatchObject({ kind: "force-pass", liftedAt: null });
    expect(oldest).toMatchObject({ kind: "ban", liftedBy: "policy-owner key" });
  });

  it("stays one decision when two people decide at once", async () => {
    const instanceId = await enrolled();
    await Promise.all([decide(instanceId), decide(instanceId, { kind: "force-fail" })]);
    expect(await list({ instanceId, active: "true" })).toHaveLength(1);
    expect(await list({ instanceId })).toHaveLength(2);
  });

  it("ends when it expires and when it is lifted", async () => {
    const instanceId = await enrolled();
    const expiresAt = new Date(clock.getTime() + 60_000).toISOString();
    await decide(instanceId, { expiresAt });
    expect(await list({ instanceId, active: "true" })).toHaveLength(1);
    clock = new Date(clock.getTime() + 61_000);
    expect(await list({ instanceId, active: "true" })).toEqual([]);
    const { id } = overrideSchema.parse((await decide(instanceId)).body);
    await dataPlane.heard();
    expect((await call(services, liftOverride, { headers, params: { id } })).body).toMatchObject({
      liftedBy: "policy-owner key",
    });
    expect(await dataPlane.heard()).toBeGreaterThan(0);
    expect(await list({ instanceId, active: "true" })).toEqual([]);
  });

  it("lets an instance through for 90 days at most, and bars one for as long as it is not lifted", async () => {
    const instanceId = await enrolled();
    const pass = (extra: object) => decide(instanceId, { kind: "force-pass", ...extra });
    for (const [expiresAt, message] of [
      [null, "A force-pass needs an expiry, at most 90 days from now."],
      [daysAhead(90.01), "A force-pass ends at most 90 days from now."],
    ] as const) {
      expect((await pass({ expiresAt })).status).toBe(400);
      expect((await pass({ expiresAt })).body).toMatchObject({
        error: "invalid_request",
        fields: { expiresAt: message },
      });
    }
    expect(await list({ instanceId })).toEqual([]);
    expect((await pass({ expiresAt: daysAhead(90) })).status).toBe(201);
    for (const kind of ["force-fail", "ban"]) expect((await decide(instanceId, { kind })).status).toBe(201);
  });

  it("is refused for an instance that does not exist, without a reason, and with an expiry that has passed", async () => {
    expect((await decide(randomUUID())).body).toHaveProperty("fields.instanceId");
    const instanceId = await enrolled();
    expect((await decide(instanceId, { reason: " " })).body).toHaveProperty("fields.reason");
    expect((await decide(instanceId, { expiresAt: "2020-01-01T00:00:00Z" })).body).toHaveProperty("fields.expiresAt");
  });
});
