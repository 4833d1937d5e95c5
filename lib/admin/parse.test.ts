import { describe, expect, it } from "vitest";
import { matchPath, queryRecord } from "./parse";

describe("matchPath", () => {
  it("reads parameters out of a path, percent-decoded", () => {
    expect(matchPath("/api/apps/{id}/policies/{version}", "/api/apps/3/policies/4")).toEqual({ id: "3", version: "4" });
    expect(matchPath("/api/x/{kid}", "/api/x/a%2Fb")).toEqual({ kid: "a/b" });
  });

  it("takes no other path", () => {
    expect(matchPath("/api/apps/{id}", "/api/apps/3/builds")).toBeNull();
    expect(matchPath("/api/apps/{id}", "/api/apps/")).toBeNull();
  });

  it("refuses broken percent-encoding with a 400", () => {
    expect(() => matchPath("/api/apps/{id}", "/api/apps/%zz")).toThrow("percent-encoding");
  });
});

describe("queryRecord", () => {
  it("makes an array of a parameter that is repeated, and no prototype of any", () => {
    expect(queryRecord(new URLSearchParams("a=1&b=2&b=3"))).toEqual({ a: "1", b: ["2", "3"] });
    expect(queryRecord(new URLSearchParams("__proto__=1")).toString()).toBe("[object Object]");
  });
});
