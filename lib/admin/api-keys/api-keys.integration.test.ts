import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { apiKeys } from "../../../drizzle/schema";
import { apiKeysSchema, createdApiKeySchema } from "../../contract/admin/api-keys";
import { call, signedIn, testServices } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { getMe } from "../me/get";
import { createApiKey } from "./create";
import { listApiKeys } from "./list";
import { revokeApiKey } from "./revoke";

const { db, pool } = await testDatabase();
let clock = new Date("2026-11-20T10:00:00Z");
const services = testServices(db, () => clock);
const { headers } = await signedIn(services, "admin");
const later = (seconds: number) => new Date(clock.getTime() + seconds * 1000);

async function create(body: object) {
  const answered = await call(services, createApiKey, { headers, body });
  expect(answered.status).toBe(201);
  return createdApiKeySchema.parse(answered.body);
}

const useKey = (key: string) => call(services, getMe, { headers: { authorization: `Bearer ${key}` } });

describe("API keys", () => {
  it("are told once and stored as a hash: no table holds the key", async () => {
    const { key, apiKey } = await create({ name: "CI", role: "policy-owner" });
    expect(key).toMatch(/^attestry_[A-Za-z0-9_-]{43}$/);
    expect(key.startsWith(apiKey.prefix)).toBe(true);
    const { rows } = await pool.query(
      "SELECT row_to_json(api_keys)::text FROM api_keys UNION ALL SELECT row_to_json(audit_entries)::text FROM audit_entries",
    );
    expect(JSON.stringify(rows)).not.toContain(key);
    expect(JSON.stringify((await call(services, listApiKeys, { headers })).body)).not.toContain(key);
  });

  it("act with their own role and name", async () => {
    const { key } = await create({ name: "deploy", role: "analyst" });
    expect((await useKey(key)).body).toEqual({
      kind: "api-key",
      name: "deploy",
      role: "analyst",
      permissions: ["read", "events:export"],
    });
  });

  it("do less than their role where they are narrowed, and never more", async () => {
    const { key, apiKey } = await create({ name: "CI", role: "admin", scopes: ["apps:write"] });
    expect(apiKey.scopes).toEqual(["apps:write"]);
    expect((await useKey(key)).body).toMatchObject({ role: "admin", permissions: ["apps:write"] });
    expect((await call(services, listApiKeys, { headers: { authorization: `Bearer ${key}` } })).status).toBe(403);
    const wider = { name: "CI", role: "analyst", scopes: ["read", "apps:write"] };
    expect((await call(services, createApiKey, { headers, body: wider })).body).toMatchObject({
      fields: { scopes: "The role analyst does not grant apps:write." },
    });
  });

  it("end when they are revoked and when they expire", async () => {
    const revoked = await create({ name: "a", role: "analyst" });
    const expiring = await create({ name: "b", role: "analyst", expiresAt: later(60).toISOString() });
    await call(services, revokeApiKey, { headers, params: { id: revoked.apiKey.id } });
    expect((await useKey(revoked.key)).status).toBe(401);
    expect((await useKey(expiring.key)).status).toBe(200);
    clock = later(61);
    expect((await useKey(expiring.key)).status).toBe(401);
  });

  it("can't be made to expire in the past", async () => {
    const body = { name: "c", role: "analyst", expiresAt: later(-1).toISOString() };
    const answered = await call(services, createApiKey, { headers, body });
    expect(answered.status).toBe(400);
    expect(answered.body).toHaveProperty("fields.expiresAt");
  });

  it("show when they were last used, to the minute", async () => {
    const { key, apiKey } = await create({ name: "d", role: "analyst" });
    const lastUsed = async () => (await db.select().from(apiKeys).where(eq(apiKeys.id, apiKey.id)))[0]?.lastUsedAt;
    const first = clock;
    await useKey(key);
    expect(await lastUsed()).toEqual(first);
    clock = later(30);
    await useKey(key);
    expect(await lastUsed()).toEqual(first);
    clock = later(31);
    await useKey(key);
    expect(await lastUsed()).toEqual(clock);
  });

  it("that were revoked stay listed, and stay revoked", async () => {
    const { apiKey } = await create({ name: "e", role: "analyst" });
    const params = { id: apiKey.id };
    const once = await call(services, revokeApiKey, { headers, params });
    clock = later(5);
    expect((await call(services, revokeApiKey, { headers, params })).body).toEqual(once.body);
    const { body } = await call(services, listApiKeys, { headers });
    expect(apiKeysSchema.parse(body).apiKeys.find(({ id }) => id === apiKey.id)?.revokedAt).not.toBeNull();
  });
});
