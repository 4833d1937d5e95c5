import { afterAll, beforeAll, expect, it } from "vitest";
import { APP, registerApp } from "../dataplane/testing/registration";
import { type RunningDataplane, runDataplane } from "../dataplane/testing/running";
import { createTestAuthorities } from "../lib/virtual-phones/test-authorities";
import { enrolAll, fireAtRate } from "./load";
import { createPhone } from "./phone";
import { drawPopulation } from "./population";
import { seededRandom } from "./random";
import { fetchApps } from "./registered-apps";
import { pooledTransport } from "./transport";

let dataplane: RunningDataplane;
let testKey: string;

beforeAll(async () => {
  // Ten requests a minute: far less than the fleet sends from its one address.
  dataplane = await runDataplane({ ATTESTRY_RATE_PER_ADDRESS: "10" });
  testKey = dataplane.worker.service.keys.testKey.toString();
});
afterAll(() => dataplane.stop());

async function drawPhones(instances: number, hardwareShare = 0) {
  const transport = pooledTransport(testKey);
  const apps = await fetchApps(dataplane.url, transport, {});
  const profiles = drawPopulation({ apps, instances, seed: 1, hardwareShare });
  const authorities = createTestAuthorities(Buffer.from(testKey));
  return profiles.map((profile) => createPhone(profile, { url: dataplane.url, testKey, transport, authorities }));
}

it("says what to do while no app is registered, or the test key is another's", async () => {
  const none = fetchApps(dataplane.url, pooledTransport(testKey), {});
  await expect(none).rejects.toMatchObject({ message: "no app is registered", hint: /register an app first/ });
  const foreign = fetchApps(dataplane.url, pooledTransport("guessed"), {});
  await expect(foreign).rejects.toMatchObject({ message: "the test key is not this deployment's" });
});

it("sends phones whose every attestation is recorded once, as test traffic, honest ones passing", async () => {
  await registerApp(dataplane);
  const phones = await drawPhones(60);
  const enrolled = await enrolAll(phones, 8);
  expect([enrolled.answered, [...enrolled.errors]]).toEqual([60, []]);
  const fired = await fireAtRate({
    phones,
    ratePerSecond: 60,
    seconds: 2,
    enrolmentsPerSecond: 60,
    concurrencyMax: 32,
    random: seededRandom(2),
  });
  expect(fired.errors.size).toBe(0);
  expect(fired.answered + fired.late).toBe(120);
  const { rows } = await dataplane.pool.query(
    `SELECT kind, outcome, test, count(*)::int FROM attestation_events JOIN facets ON facets.id = facet_id
     WHERE error_code IS NULL GROUP BY 1, 2, 3 ORDER BY 1, 2`,
  );
  const count = (kind: number) => rows.filter((row) => row.kind === kind).reduce((sum, row) => sum + row.count, 0);
  expect(rows.every(({ test }) => test)).toBe(true);
  expect([count(1), count(2)]).toEqual([60, 60 + fired.answered]);
  const { rows: played } = await dataplane.pool.query(
    "SELECT count(DISTINCT country)::int AS countries, count(DISTINCT model)::int AS models FROM facets WHERE test",
  );
  expect(Math.min(played[0]?.countries, played[0]?.models)).toBeGreaterThan(3);
  const compromised = enrolled.compromised + fired.compromised;
  expect(compromised).toBeGreaterThan(0);
  const failed = rows.find(({ kind, outcome }) => kind === 2 && outcome === 0)?.count ?? 0;
  expect(failed).toBeLessThanOrEqual(compromised);
  expect(failed).toBeGreaterThan(0);
});

it("sends phones with hardware evidence, whose attacks are refused and whose others pass", async () => {
  const phones = await drawPhones(200, 1);
  const since = new Date();
  const enrolled = await enrolAll(phones, 8);
  expect([...enrolled.errors]).toEqual([]);
  const { rows } = await dataplane.pool.query(
    `SELECT format, outcome, error_code, count(*)::int FROM attestation_events JOIN facets ON facets.id = facet_id
     WHERE kind = 1 AND ts >= $1 GROUP BY 1, 2, 3`,
    [since],
  );
  const formats = new Set(rows.map(({ format }) => format));
  expect(formats).toEqual(new Set(["key-attestation", "play-integrity"]));
  const refused = rows.filter(({ error_code: code }) => code !== null).reduce((sum, { count }) => sum + count, 0);
  const forging = phones.filter(({ profile }) =>
    ["chain-extension", "revoked-serial"].includes(profile.hardware?.attack ?? ""),
  );
  expect(refused).toBe(forging.length);
  expect(refused).toBeGreaterThan(0);
});

it("lifts the rate limit for nobody who only claims to be a fleet", async () => {
  const statuses: number[] = [];
  for (let tries = 0; tries < 15; tries += 1) {
    const request = { app: APP.app, platform: APP.platform, purpose: "attestation" };
    const { status } = await dataplane.post("/v1/challenges", request, { "attestry-test-key": "guessed" });
    statuses.push(status);
  }
  expect(statuses).toContain(429);
});
