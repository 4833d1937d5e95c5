import { createServer } from "node:http";
import { afterAll, describe, expect, it } from "vitest";
import { apiDomains } from "../../../drizzle/schema";
import { setupStateSchema } from "../../contract/admin/setup";
import { tokenSettingsSchema } from "../../contract/tokens";
import { call, signedIn, testServices } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { createApp } from "../apps/create";
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
  });

  it("shows the first attestation, whatever else was attempted before it", async () => {
    await pool.query("SELECT ensure_daily_partitions('attestation_events', 1, 1)");
    const facet = await pool.query(`INSERT INTO facets
      (app_id, test, platform, app_version, sdk_version, os_version, model, country, format)
      VALUES (NULL, true, 'android', '1.0', '1.0', '15', 'Pixel 8', 'PT', 'software-key') RETURNING id`);
    const insert = `INSERT INTO attestation_events
      (ts, id, facet_id, kind, outcome, signals, reasons, first_reason, override, arc, decision)
      VALUES (now() - $1 * interval '1 minute', gen_random_uuid(), $4, $2, 0, 0, 0, -1, 0, $3, '{}')`;
    await pool.query(insert, [3, 0, "CHALLENGE0", facet.rows[0].id]);
    expect((await read()).attestation).toEqual({ done: false, event: null });
    await pool.query(insert, [2, 2, "FIRST00000", facet.rows[0].id]);
    await pool.query(insert, [1, 2, "SECOND0000", facet.rows[0].id]);
    expect((await read()).attestation).toMatchObject({ done: true, event: { arc: "FIRST00000" } });
  });
});
