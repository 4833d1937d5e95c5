import { describe, expect, it } from "vitest";
import { parseBackfillArguments } from "../../fleet/backfill/arguments";
import { backfill } from "../../fleet/backfill/run";
import { BROKEN_SDK, CAMPAIGN, SAMPLE_APP_ID } from "../../fleet/backfill/story";
import { DEFAULT_FILTER, type Filter } from "../contract/filter";
import { testDatabase } from "../testing/database";
import { changes } from "./changes";
import { eventList } from "./event-list";
import { resolveFacets } from "./filter-sql";
import { instanceDetail } from "./instance-detail";
import { instanceList } from "./instance-list";
import { countInstances } from "./instances";
import { search } from "./search";

const { db, pool } = await testDatabase();
const now = new Date();
const asked = parseBackfillArguments("--backfill 16d --attestations 160000 --raw 20000 --seed 4".split(" "));
await backfill({ db, pool }, asked, now, () => undefined);
const day: Filter = { ...DEFAULT_FILTER, range: "24h" };

describe("what changed, on a history with a known cause", () => {
  it("names the country of the campaign first, and what follows from it", async () => {
    const { rows, comparable } = await changes(db, { ...day, range: "1h" }, now, {
      baseline: "week",
      reason: "hook-framework",
    });
    expect(comparable).toBe(true);
    const [first] = rows;
    expect([CAMPAIGN.country, CAMPAIGN.version]).toContain(first?.value);
    expect(first?.low).toBeGreaterThan(3);
    expect(first?.follows).toBeNull();
    const country = rows.find(({ dimension }) => dimension === "country");
    expect(country?.value).toBe(CAMPAIGN.country);
    expect(country?.share).toBeGreaterThan(0.9);
    expect(rows.filter(({ follows }) => follows !== null).length).toBeGreaterThan(0);
  });

  it("names the broken SDK version for the other rise", async () => {
    const { rows } = await changes(db, day, now, { baseline: "week", reason: "app-cloned" });
    expect(rows[0]).toMatchObject({ dimension: "sdk", value: BROKEN_SDK, follows: null });
    const versions = rows.filter(({ dimension }) => dimension === "version");
    expect(versions.map(({ value }) => value).toSorted()).toEqual(["7.17.3", "7.18.0"]);
    for (const { follows } of versions) expect(follows).toEqual({ dimension: "sdk", value: BROKEN_SDK, same: false });
    expect(rows.filter(({ dimension }) => dimension === "country").every(({ follows }) => follows !== null)).toBe(true);
    expect(rows.every((row) => row.low <= row.lift && row.lift <= row.high)).toBe(true);
  });

  it("tells two rises apart, and what only follows from them", async () => {
    const { rows } = await changes(db, day, now, { baseline: "week" });
    const causes = rows.filter(({ follows }) => follows === null).map(({ value }) => value);
    expect(causes.slice(0, 2).toSorted()).toEqual([BROKEN_SDK, CAMPAIGN.country]);
  });

  it("says so where a version and an SDK cover the same attestations", async () => {
    const filter: Filter = { ...day, exclude: { version: ["7.18.0"] } };
    const { rows } = await changes(db, filter, now, { baseline: "week", reason: "app-cloned" });
    const [first, second] = rows;
    expect([first?.value, second?.value].toSorted()).toEqual([BROKEN_SDK, "7.17.3"]);
    expect(first?.follows).toBeNull();
    expect(second?.follows).toEqual({ dimension: first?.dimension, value: first?.value, same: true });
    expect(rows.slice(2).every(({ follows }) => follows?.same !== true)).toBe(true);
  });

  it("says so when there is nothing to compare with", async () => {
    const answer = await changes(db, { ...day, range: "30d" }, now, { baseline: "previous" });
    expect(answer).toMatchObject({ comparable: false, rows: [] });
  });
});

describe("instances", () => {
  it("are listed each once, last seen first, page by page", async () => {
    const whole = await instanceList(db, { ...day, range: "7d" }, now, { limit: 200 });
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await instanceList(db, { ...day, range: "7d" }, now, { cursor, limit: 33 });
      paged.push(...page.instances.map(({ instanceId }) => instanceId));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(paged).size).toBe(paged.length);
    expect(paged.slice(0, 200)).toEqual(whole.instances.map(({ instanceId }) => instanceId));
    const window = { from: now.getTime() - 7 * 86_400_000, to: now.getTime() };
    const filter: Filter = { ...day, range: "7d" };
    const { counts } = await countInstances(db, { filter, facets: null, ...window, now }, "all", true);
    expect(Math.abs(paged.length - (counts?.get("") ?? 0))).toBeLessThanOrEqual((counts?.get("") ?? 0) * 0.01);
    const hours = whole.instances.map(({ lastHour }) => lastHour);
    expect(hours).toEqual(hours.toSorted((a, b) => b - a));
  });

  it("of the campaign are those of its country with its reason", async () => {
    const filter: Filter = { ...day, include: { country: [CAMPAIGN.country], reason: ["hook-framework"] } };
    const { instances } = await instanceList(db, filter, now, { limit: 100 });
    expect(instances.length).toBeGreaterThan(5);
    expect(instances.every(({ country, outcome }) => country === CAMPAIGN.country && outcome === "fail")).toBe(true);
    const detail = await instanceDetail(db, instances[0]?.instanceId ?? "");
    expect(detail?.enrolment?.app).toContain("Meridian");
    expect(detail?.runs.reduce((sum, run) => sum + run.attestations, 0)).toBe(detail?.attestations);
    expect(detail?.runs[0]?.reasons[0]).toBe("hook-framework");
  });

  it("are counted by sketches as one by one, within the error that is promised", async () => {
    const window = { from: Math.floor(now.getTime() / 86_400_000) * 86_400_000 - 5 * 86_400_000, to: now.getTime() };
    for (const by of ["all", "platform", "release", "reason"] as const) {
      const question = { filter: day, facets: null, ...window, now };
      const exact = await countInstances(db, question, by, true);
      const about = await countInstances(db, question, by, false);
      for (const [value, count] of exact.counts ?? []) {
        const estimate = about.counts?.get(value) ?? 0;
        expect(Math.abs(estimate - count), `${by} ${value}: ${estimate} for ${count}`).toBeLessThanOrEqual(
          3 + count * 0.07,
        );
      }
    }
  });

  it("of an app on its platform are counted by sketches too, and its releases", async () => {
    const window = { from: Math.floor(now.getTime() / 86_400_000) * 86_400_000 - 5 * 86_400_000, to: now.getTime() };
    const app = { app: [SAMPLE_APP_ID], platform: ["android"] };
    const asked: [Filter["include"], Filter["exclude"], "all" | "release" | "platform" | "version"][] = [
      [app, {}, "all"],
      [app, {}, "platform"],
      [app, {}, "release"],
      [{ ...app, version: ["7.17.2"] }, {}, "all"],
      [{ app: [SAMPLE_APP_ID] }, { platform: ["ios"] }, "release"],
      [{ sdk: ["4.1.3"] }, {}, "version"],
    ];
    for (const [include, exclude, by] of asked) {
      const filter: Filter = { ...day, include, exclude };
      const question = { filter, facets: await resolveFacets(db, filter), ...window, now };
      const exact = await countInstances(db, question, by, true);
      const about = await countInstances(db, question, by, false);
      expect([...(about.counts?.keys() ?? [])].toSorted()).toEqual([...(exact.counts?.keys() ?? [])].toSorted());
      expect(exact.counts?.size).toBeGreaterThan(0);
      for (const [value, count] of exact.counts ?? []) {
        const estimate = about.counts?.get(value) ?? 0;
        expect(Math.abs(estimate - count), `${by} ${value}: ${estimate} for ${count}`).toBeLessThanOrEqual(
          3 + count * 0.07,
        );
      }
    }
  });

  it("of an app are not estimated for a time from which no such sketches were kept", async () => {
    const filter: Filter = { ...day, include: { app: [SAMPLE_APP_ID], platform: ["android"] } };
    const question = { filter, facets: await resolveFacets(db, filter), to: now.getTime(), now };
    const hour = Math.floor(now.getTime() / 3_600_000) * 3_600_000;
    await pool.query("UPDATE summary_progress SET combined_since = $1", [new Date(hour - 3_600_000)]);
    const since = await countInstances(db, { ...question, from: hour - 3_600_000 }, "release", false);
    const before = await countInstances(db, { ...question, from: hour - 2 * 3_600_000 }, "release", false);
    await pool.query("UPDATE summary_progress SET combined_since = '1970-01-01T00:00:00Z'");
    expect(since.counts).not.toBeNull();
    expect(before.counts).toBeNull();
  });

  it("through a filter of several dimensions are not estimated", async () => {
    const filter: Filter = { ...day, include: { country: ["BR"], platform: ["android"] } };
    const question = { filter, facets: null, from: now.getTime() - 1000, to: now.getTime(), now };
    expect((await countInstances(db, question, "all", false)).counts).toBeNull();
    const narrowed = { ...question, filter: { ...day, include: { country: ["BR"] } } };
    expect((await countInstances(db, narrowed, "all", false)).counts).not.toBeNull();
    expect((await countInstances(db, narrowed, "release", false)).counts).toBeNull();
  });
});

describe("search", () => {
  it("finds an attestation by its event id, an instance by its id, and an app by a part of its name", async () => {
    const { events } = await eventList(db, day, now, { limit: 1 });
    const [event] = events;
    if (event === undefined) throw new Error("no events");
    expect((await search(db, event.id, now)).hits).toContainEqual(expect.objectContaining({ arc: event.arc }));
    const byInstance = await search(db, event.instanceId ?? "", now);
    expect(byInstance.hits).toContainEqual(expect.objectContaining({ kind: "instance", instanceId: event.instanceId }));
    const apps = (await search(db, "meridian", now)).hits.filter((hit) => hit.kind === "app");
    expect(apps.map((hit) => hit.platform).sort()).toEqual(["android", "ios"]);
  });
});
