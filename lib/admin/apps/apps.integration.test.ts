import { afterAll, describe, expect, it } from "vitest";
import { appSchema, appsSchema, buildSchema, buildsSchema } from "../../contract/admin/apps";
import { policiesSchema } from "../../contract/admin/policies";
import { STARTING_POLICY } from "../../contract/policy";
import { listenForConfiguration } from "../../testing/change-listener";
import { call, testServices, withApiKey } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { addBuild } from "../builds/add";
import { listBuilds } from "../builds/list";
import { restoreBuild } from "../builds/restore";
import { revokeBuild } from "../builds/revoke";
import { listPolicies } from "../policies/list";
import { archiveApp } from "./archive";
import { createApp } from "./create";
import { getApp } from "./get";
import { listApps } from "./list";
import { restoreApp } from "./restore";
import { updateApp } from "./update";

const { db, url } = await testDatabase();
const services = testServices(db);
const { headers } = await withApiKey(services, "admin");
const dataPlane = await listenForConfiguration(url);
afterAll(() => dataPlane.close());

async function create(appId: string) {
  const answered = await call(services, createApp, { headers, body: { platform: "ios", appId, name: "An app" } });
  expect(answered.status).toBe(201);
  return appSchema.parse(answered.body);
}

describe("an app", () => {
  it("starts with the starting policy in force", async () => {
    const app = await create("com.example.first");
    expect(app).toMatchObject({ activePolicyVersion: 1, builds: 0, archivedAt: null });
    const { body } = await call(services, listPolicies, { headers, params: { id: app.id } });
    const { activeVersion, versions } = policiesSchema.parse(body);
    expect(activeVersion).toBe(1);
    expect(versions).toHaveLength(1);
    expect(versions[0]).toMatchObject({ version: 1, policy: STARTING_POLICY, author: "admin key" });
    expect(versions[0]?.activations).toHaveLength(1);
  });

  it("is registered once a platform", async () => {
    const again = { platform: "ios", appId: "com.example.first", name: "Again" };
    expect((await call(services, createApp, { headers, body: again })).status).toBe(409);
    const elsewhere = await call(services, createApp, { headers, body: { ...again, platform: "android" } });
    expect(elsewhere.status).toBe(201);
  });

  it("has an id that looks like one, and a name", async () => {
    const body = { platform: "android", appId: "com.example/../x", name: "a\u0007b" };
    const answered = await call(services, createApp, { headers, body });
    expect(answered.body).toMatchObject({
      fields: { appId: "An app id looks like com.example.app.", name: "Control characters are not allowed." },
    });
  });

  it("is renamed, archived and restored, and the data plane hears of each change at its commit", async () => {
    const app = await create("com.example.changing");
    await dataPlane.heard();
    const params = { id: app.id };
    const renamed = await call(services, updateApp, { headers, params, body: { name: "Renamed" } });
    expect(renamed.body).toMatchObject({ name: "Renamed", acceptsTestTraffic: true });
    expect(await dataPlane.heard()).toBeGreaterThan(0);
    const archived = await call(services, archiveApp, { headers, params });
    expect(appSchema.parse(archived.body).archivedAt).not.toBeNull();
    expect(await dataPlane.heard()).toBeGreaterThan(0);
    expect((await call(services, restoreApp, { headers, params })).body).toMatchObject({ archivedAt: null });
    expect(await dataPlane.heard()).toBeGreaterThan(0);
    expect((await call(services, getApp, { headers, params })).body).toMatchObject({ name: "Renamed" });
  });

  it("is listed with the others by name", async () => {
    const { body } = await call(services, listApps, { headers });
    const names = appsSchema.parse(body).apps.map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
    expect(names.length).toBeGreaterThan(2);
  });

  it("that does not exist is not found", async () => {
    expect((await call(services, getApp, { headers, params: { id: 999 } })).status).toBe(404);
    expect((await call(services, getApp, { headers, params: { id: "x" } })).status).toBe(400);
  });
});

describe("a build registered by hand", async () => {
  const app = await create("com.example.builds");
  const params = { id: app.id };
  const digest = "AB:".repeat(31).concat("CD");
  const add = (extra: object) =>
    call(services, addBuild, {
      headers,
      params,
      body: { versionName: "1.0.0", versionCode: 1, signerDigests: [digest], ...extra },
    });

  it("takes certificate digests as keytool prints them", async () => {
    const { status, body } = await add({});
    expect(status).toBe(201);
    expect(buildSchema.parse(body)).toMatchObject({ source: "manual", signerDigests: ["ab".repeat(31).concat("cd")] });
  });

  it("is registered once", async () => {
    expect((await add({})).status).toBe(409);
    expect((await add({ versionCode: 2 })).status).toBe(201);
  });

  it("needs a digest that is one, and an expiry to come", async () => {
    expect((await add({ signerDigests: ["abc"] })).body).toHaveProperty(["fields", "signerDigests.0"]);
    expect((await add({ versionCode: 3, expiresAt: "2020-01-01T00:00:00Z" })).body).toHaveProperty("fields.expiresAt");
  });

  it("counts until it is revoked, and again when it is restored", async () => {
    const { body } = await call(services, listBuilds, { headers, params });
    const [newest] = buildsSchema.parse(body).builds;
    const build = { id: newest?.id ?? 0 };
    await dataPlane.heard();
    await call(services, revokeBuild, { headers, params: build });
    expect(await dataPlane.heard()).toBeGreaterThan(0);
    expect((await call(services, getApp, { headers, params })).body).toMatchObject({ builds: 1 });
    await call(services, restoreBuild, { headers, params: build });
    expect((await call(services, getApp, { headers, params })).body).toMatchObject({ builds: 2 });
  });
});
