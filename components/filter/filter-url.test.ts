import { describe, expect, it } from "vitest";
import {
  closedValues,
  DEFAULT_FILTER,
  DIMENSIONS,
  type Filter,
  filterFromQuery,
  filterToQuery,
} from "@/lib/contract/filter";
import { choices, heldAt, narrowTo, toggleValue, withRange, withValues } from "./change";
import { queryWithFilter } from "./query";

const filter: Filter = {
  ...DEFAULT_FILTER,
  range: "24h",
  include: { country: ["BR", "ES"], reason: ["hook-framework"], version: ["7.16.4"] },
  exclude: { model: ["Pixel 7 & co", "a=b"], app: ["com.example.app"] },
  unit: "instances",
  test: true,
};

describe("a filter in the URL", () => {
  it("comes back as it went", () => {
    expect(filterFromQuery(new URLSearchParams(filterToQuery(filter).toString()))).toEqual(filter);
  });

  it("comes back for every dimension, included and excluded", () => {
    for (const dimension of DIMENSIONS) {
      const value = closedValues(dimension)?.[0] ?? "ü / ?#&+ 100 %";
      for (const side of ["include", "exclude"] as const) {
        const one = { ...DEFAULT_FILTER, [side]: { [dimension]: [value] } };
        expect(filterFromQuery(new URLSearchParams(filterToQuery(one).toString()))).toEqual(one);
      }
    }
  });

  it("keeps a fixed time", () => {
    const fixed = { ...DEFAULT_FILTER, from: "2026-11-19T08:25:00.000Z", to: "2026-11-19T10:24:00.000Z" };
    expect(filterFromQuery(filterToQuery(fixed))).toEqual(fixed);
  });

  it("is empty for the default", () => {
    expect(filterToQuery(DEFAULT_FILTER).toString()).toBe("");
  });

  it("falls back to the default on values it can't use", () => {
    expect(filterFromQuery(new URLSearchParams("range=1000y"))).toEqual(DEFAULT_FILTER);
    expect(filterFromQuery(new URLSearchParams("from=yesterday&to=now"))).toEqual(DEFAULT_FILTER);
  });

  it("leaves the page's own parameters alone", () => {
    const current = new URLSearchParams("mode=lines&country=FR&range=7d");
    expect(queryWithFilter(current, filter)).toContain("mode=lines");
    expect(filterFromQuery(new URLSearchParams(queryWithFilter(current, filter)))).toEqual(filter);
  });
});

describe("changing a filter", () => {
  it("holds a live view still: the same stretch, up to the end of the minute that is open", () => {
    const held = heldAt(filter, Date.parse("2026-11-19T10:24:06.911Z"));
    expect(held).toEqual({ ...filter, from: "2026-11-18T10:25:00.000Z", to: "2026-11-19T10:25:00.000Z" });
    expect(filterToQuery(held).get("range")).toBeNull();
  });

  it("moves a value that was excluded to the included ones", () => {
    const moved = toggleValue(filter, "include", "app", "com.example.app");
    expect(moved.include.app).toEqual(["com.example.app"]);
    expect(moved.exclude.app).toBeUndefined();
  });

  it("takes a chosen value away when it is chosen again", () => {
    expect(toggleValue(filter, "include", "country", "BR").include.country).toEqual(["ES"]);
    expect(toggleValue(filter, "include", "version", "7.16.4").include.version).toBeUndefined();
  });

  it("narrows to one value whatever was chosen", () => {
    const narrowed = narrowTo(filter, "country", "PT");
    expect(narrowed.include.country).toEqual(["PT"]);
    expect(narrowed.exclude.country).toBeUndefined();
  });

  it("follows the clock again once a range is chosen", () => {
    const fixed = { ...filter, from: "2026-11-19T08:25:00.000Z", to: "2026-11-19T10:24:00.000Z" };
    expect(withRange(fixed, "7d")).toEqual({ ...filter, range: "7d" });
  });

  it("lists every choice once", () => {
    expect(choices(filter).map(({ side, dimension }) => `${side} ${dimension}`)).toEqual([
      "exclude app",
      "include version",
      "include country",
      "exclude model",
      "include reason",
    ]);
    expect(choices(withValues(filter, "exclude", "app", []))).toHaveLength(4);
  });
});
