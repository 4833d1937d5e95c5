import { describe, expect, it } from "vitest";
import { retentionSchema } from "../../contract/admin/retention";
import { maintainPartitions } from "../../events/maintenance";
import { retentionInForce } from "../../events/retention";
import { randomEvent, record, registerTestApps } from "../../metrics/testing/history";
import { call, testServices, withApiKey } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { seeded } from "../../testing/random";
import { getRetention } from "./get";
import { updateRetention } from "./update";

const { db, pool } = await testDatabase();
const services = testServices(db);
const { headers } = await withApiKey(services, "admin");
const read = async () => retentionSchema.parse((await call(services, getRetention, { headers })).body);
const set = (days: unknown) => call(services, updateRetention, { headers, body: { days } });

describe("retention", () => {
  it("is the environment's until an admin sets it, and again when that is taken back", async () => {
    expect(await read()).toMatchObject({ days: 90, setDays: null, environmentDays: 90 });
    expect((await set(30)).body).toMatchObject({ days: 30, setDays: 30 });
    expect(await retentionInForce(pool, 90)).toBe(30);
    expect((await set(null)).body).toMatchObject({ days: 90, setDays: null });
    expect(await retentionInForce(pool, 90)).toBe(90);
  });

  it("refuses what is no number of days", async () => {
    for (const days of [0, -1, 1.5, 4000, "30"]) expect((await set(days)).status).toBe(400);
  });

  it("drops what is older, and only that", async () => {
    const apps = await registerTestApps(pool);
    const random = seeded(3);
    const at = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000);
    await record(
      pool,
      [0, 2].map((daysAgo) => randomEvent(random, at(daysAgo), apps, [crypto.randomUUID()])),
    );
    expect((await read()).stored.map(({ day }) => day)).toEqual(
      [2, 0].map((days) => at(days).toISOString().slice(0, 10)),
    );
    await set(1);
    await maintainPartitions(pool, await retentionInForce(pool, 90));
    expect((await read()).stored.map(({ day }) => day)).toEqual([at(0).toISOString().slice(0, 10)]);
  });
});
