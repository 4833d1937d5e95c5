import { describe, expect, it } from "vitest";
import { z } from "zod";
import { instances, vaultKeys } from "../../drizzle/schema";
import { apiErrorSchema } from "../contract/admin/common";
import { STARTING_POLICY } from "../contract/policy";
import { generateP256Keys } from "../encoding/p256-keys";
import { call, signedIn, TEST_ORIGIN, testServices, withApiKey } from "../testing/console";
import { testDatabase } from "../testing/database";
import { answer } from "./answer";
import { createApiDomain } from "./api-domains/create";
import { createApp } from "./apps/create";
import type { Endpoint } from "./endpoint";
import { endpoints } from "./endpoints";

const { db } = await testDatabase();
const services = testServices(db);
// The first key is for the endpoint that revokes keys; the second one asks.
await withApiKey(services, "admin");
const { headers } = await withApiKey(services, "admin");
await signedIn(services, "admin");
const { publicJwk } = generateP256Keys();
await db.insert(vaultKeys).values({ kid: "v1", publicJwk, provider: "file" });
const example = { platform: "android", appId: "com.example.first", name: "First" };
await call(services, createApp, { headers, body: example });
await call(services, createApiDomain, { headers, body: { domain: "api.example.com" } });
const INSTANCE = "01a2021e-1e38-7ed4-a9f4-ef35280f6453";
await db.insert(instances).values({
  id: INSTANCE,
  appId: 1,
  enrolledAt: new Date(),
  format: "software-key",
  securityLevel: "none",
  thumbprint: "t",
  test: true,
  model: "Pixel 9",
  evidence: {},
});

const deep = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);

/** Bodies that no form sends. */
const BODIES: readonly string[] = [
  "",
  "null",
  "0",
  '"text"',
  "[]",
  "{}",
  "{",
  "\u0000",
  '{"a":1}{"b":2}',
  deep(20_000, "[", "]"),
  `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`,
  '{"__proto__":{"role":"admin"},"constructor":{"prototype":{}}}',
];

/** Values that stand in for each field of a body in turn. */
const VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  Number.MAX_SAFE_INTEGER,
  2 ** 31,
  "",
  " ",
  "a\u0000b",
  "\ud800",
  "x".repeat(10_000),
  "2026-13-45T99:99:99Z",
  "9999999-01-01T00:00:00Z",
  [],
  [null],
  [[[[[[]]]]]],
  {},
  { toString: 1 },
];

const DEFINITION = { metric: "rejections", condition: { kind: "threshold", direction: "above", value: 1 } };

/** Bodies that are right, by endpoint: with one field spoilt they get as far as a request can. */
const RIGHT: Readonly<Record<string, object>> = {
  "POST /api/people": { email: "a@example.test", name: "A", role: "analyst" },
  "PATCH /api/people/{id}": { name: "A", role: "admin", disabled: false },
  "POST /api/api-keys": { name: "A", role: "admin", scopes: ["read"], expiresAt: "2999-01-01T00:00:00Z" },
  "POST /api/apps": { platform: "ios", appId: "com.example.a", name: "A" },
  "PATCH /api/apps/{id}": { name: "A", acceptsTestTraffic: true },
  "POST /api/apps/{id}/builds": { versionName: "1", versionCode: 1, signerDigests: ["ab".repeat(32)], expiresAt: null },
  "POST /api/apps/{id}/policies": { baseVersion: 1, policy: STARTING_POLICY, reason: "A" },
  "POST /api/apps/{id}/policies/{version}/activate": { replaces: 1 },
  "POST /api/apps/{id}/policies/preview": { policy: STARTING_POLICY, range: "1h", test: true },
  "POST /api/apps/{id}/rollout": { version: 2, mode: "shadow", percent: 5, band: {}, replaces: 1, confirm: "a" },
  "PATCH /api/apps/{id}/rollout": { revision: 1, state: "paused", band: { highest: 0.5 } },
  "POST /api/apps/{id}/rollout/end": { revision: 2 },
  "POST /api/apps/{id}/development-credentials": {
    name: "A",
    purpose: "ci",
    waives: ["emulator"],
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  },
  "POST /api/api-domains": { domain: "b.example.com", tokenSettings: {}, apps: [], asciiSecret: false },
  "PATCH /api/api-domains/{id}": { tokenSettings: {}, apps: [1] },
  "POST /api/api-domains/{id}/keys": { algorithm: "HS256", signsAfterSeconds: 0, overlapSeconds: 0 },
  "PUT /api/retention": { days: 90 },
  "POST /api/alert-rules": { name: "A", severity: "warning", definition: DEFINITION, channels: [], enabled: true },
  "PATCH /api/alert-rules/{id}": {
    name: "B",
    severity: "critical",
    definition: DEFINITION,
    channels: [],
    enabled: true,
  },
  "POST /api/alert-rules/{id}/mute": { until: "2999-01-01T00:00:00Z", reason: "A" },
  "POST /api/alert-rules/preview": { definition: DEFINITION, days: 1 },
  "POST /api/alert-channels": { name: "A", settings: { kind: "slack", url: "https://hooks.example.com/a" } },
  "PATCH /api/alert-channels/{id}": { name: "B", enabled: true },
  "POST /api/overrides": { instanceId: INSTANCE, kind: "ban", reason: "A", expiresAt: null },
};

/** The value inside of what could be token settings or a policy. */
function nested(value: unknown): object {
  const condition = { kind: value, direction: value, value, deviations: value };
  return {
    ...DEFINITION,
    filter: value,
    windowMinutes: value,
    condition,
    kind: value,
    url: value,
    issuer: value,
    headerPrefix: value,
    ttlSeconds: value,
    minimumOsVersion: value,
    signals: { root: value },
  };
}

function fieldsOf(endpoint: Endpoint): string[] {
  const { body } = endpoint;
  return body instanceof z.ZodObject ? Object.keys(body.shape) : [];
}

/** Query values for endpoints that take one. */
const QUERIES = [
  "limit=0",
  "limit=1e9",
  "limit=x",
  "before=-1",
  "before=99999999999999999999",
  "limit=1&limit=2",
  "%00=%00",
  "actor=%00&action=%00&entity=%00",
  "app=%00&not.model=%00&os=%ed%a0%80",
  "q=%00",
  "dimension=%00",
  "arc=%00",
  "after=%00&cursor=%00.1",
  "from=x",
];
const IDS = ["0", "-1", "1e3", "99999999999999999999", "%00", "%ff", "..%2f..", "a".repeat(300), "é"];

async function send(
  endpoint: Endpoint,
  { id = "1", query = "", body }: { id?: string; query?: string; body?: string },
) {
  const path = endpoint.path.replace(/\{\w+\}/g, id);
  const request = new Request(`${TEST_ORIGIN}${path}${query === "" ? "" : `?${query}`}`, {
    method: endpoint.method,
    headers: { ...headers, "content-type": "application/json" },
    ...(endpoint.method === "GET" || body === undefined ? {} : { body }),
  });
  const response = await answer(endpoint, request, services);
  // Streams and exports are given up unread, and are good answers then.
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  if (!isJson) await response.body?.cancel();
  return { status: response.status, body: isJson ? await response.json() : null };
}

async function expectNoFault(endpoint: Endpoint, sent: Parameters<typeof send>[1]): Promise<void> {
  const { status, body } = await send(endpoint, sent);
  const named = `${endpoint.method} ${endpoint.path} ${JSON.stringify(sent).slice(0, 200)}`;
  expect(status, named).toBeLessThan(500);
  expect(status, named).not.toBe(401);
  if (status < 400) return;
  const { error_description } = apiErrorSchema.parse(body);
  expect(error_description, named).not.toMatch(/\n\s+at |node_modules|Failed query|SELECT|undefined/);
}

const cases = endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const);

describe("requests that our clients send", () => {
  it.each(Object.keys(RIGHT))("%s is answered well", async (name) => {
    const endpoint = endpoints.find(({ method, path }) => `${method} ${path}` === name);
    if (endpoint === undefined) throw new Error(`there is no endpoint ${name}`);
    expect((await send(endpoint, { body: JSON.stringify(RIGHT[name]) })).status).toBeLessThan(300);
  });
});

describe("requests that no client of ours sends", () => {
  it.each(cases)("%s answers each with a clean 4xx", async (_, endpoint) => {
    for (const query of QUERIES) await expectNoFault(endpoint, { query });
    if (endpoint.path.includes("{")) for (const id of IDS) await expectNoFault(endpoint, { id });
    if (endpoint.method === "GET") return;
    for (const body of BODIES) await expectNoFault(endpoint, { body });
    for (const field of fieldsOf(endpoint)) {
      for (const value of [...VALUES, ...VALUES.map(nested)]) {
        const right = RIGHT[`${endpoint.method} ${endpoint.path}`] ?? {};
        await expectNoFault(endpoint, { body: JSON.stringify({ ...right, [field]: value }) });
      }
    }
  });
});
