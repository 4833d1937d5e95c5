import { createServer } from "node:http";
import { afterAll, describe, expect, it } from "vitest";
import { apiDomains } from "../../../drizzle/schema";
import { setupStateSchema } from "../../contract/admin/setup";
import { STARTING_POLICY } from "../../contract/policy";
import { tokenSettingsSchema } from "../../contract/tokens";
import { call, signedIn, testServices } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { createApp } from "../apps/create";
import { activatePolicy } from "../policies/activate";
import { createPolicyVersion } from "../policies/create-version";
import { getSetupState } from "./get";

const { db, pool } = await testDatabase();
const plain = testServices(db);
const { headers } = await signedIn(plain, "admin");

/** A stand-in for the data plane's health endpoint only; the console asks nothing else of it here. */
const health = createServer((request, response) => {
  response.statusCode = request.url === "/healthz" ? 200 : 404;
  response.end("ok");
});
await new Promise<void>((resolve) => health.listen(0, "127.0.0.1", resolve));
afterAll(() => health.close());
const address = health.address();
const dataplaneUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;

async function read(url = dataplaneUrl) {
  const services = { ...plain, settings: { ...plain.settings, dataplaneUrl: url } };
  return setupStateSchema.parse((await call(services, getSetupState, { headers })).body);
}

describe("the checklist of a new installation", () => {
  it("begins with the admin who asks, and everything else to do", async () => {
    const state = await read("http://127.0.0.1:9");
    expect(state.admin).toMatchObject({ done: true, email: "admin@example.test" });
    expect([state.dataPlane, state.app, state.attestation, state.apiDomain].map(({ done }) => done)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it("ticks each step when it is done", async () => {
    expect((await read()).dataPlane).toMatchObject({ done: true, url: dataplaneUrl });
    await call(plain, createApp, { headers, body: { platform: "android", appId: "com.example.a", name: "A" } });
    expect((await read()).app).toMatchObject({ done: true, name: "A", platform: "android" });
    const tokenSettings = tokenSettingsSchema.parse({});
    await db.insert(apiDomains).values({ domain: "api.example.com", tokenSettings });
    expect((await read()).apiDomain).toMatchObject({ done: true, domain: "api.example.com" });
    expect((await read()).policy.done).toBe(false);
    const id = (await read()).app.id ?? 0;
    const body = { baseVersion: 1, policy: STARTING_POLICY, reason: "The owner's own" };
    await call(plain, createPolicyVersion, { headers, params: { id }, body });
    await call(plain, activatePolicy, { headers, params: { id, version: 2 }, body: {} });
    expect((await read()).policy).toMatchObject({ done: true, appId: id, version: 2 });
  });

  it("shows the first attestation, whatever else was attempted before it", async () => {
    await pool.query("SELECT ensure_daily_partitions('attestation_events', 1, 1)");
    await pool.query(`INSERT INTO facets (test, platform, app_version, sdk_version, os_version, model, country, format)
      VALUES (false, 'android', '1.0', '1.0', '16', 'Pixel 9', 'PT', 'software-key')`);
    const insert = `INSERT INTO attestation_events
      (ts, id, facet_id, kind, outcome, signals, reasons, first_reason, override, arc, decision)
      VALUES (now() - $1 * interval '1 minute', gen_random_uuid(), 1, $2, 0, 0, 0, -1, 0, $3, '{}')`;
    await pool.query(insert, [3, 0, "CHALLENGE0"]);
    expect((await read()).attestation).toEqual({ done: false, event: null });
    await pool.query(insert, [2, 2, "FIRST00000"]);
    await pool.query(insert, [1, 2, "SECOND0000"]);
    expect((await read()).attestation).toMatchObject({ done: true, event: { arc: "FIRST00000" } });
  });
});
