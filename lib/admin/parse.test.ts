import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineEndpoint } from "./endpoint";
import { matchPath, parseRequest, queryRecord } from "./parse";

const echo = defineEndpoint({
  method: "POST",
  path: "/api/echo",
  summary: "For this test",
  permission: "public",
  body: z.unknown(),
  response: z.object({}),
  run: async () => ({}),
});

describe("parseRequest", () => {
  const parse = (body: string, query = "") => {
    const url = new URL(`http://console.test/api/echo${query}`);
    const headers = { "content-type": "application/json" };
    return parseRequest(echo, new Request(url, { method: "POST", headers, body }), url);
  };

  it("takes any text that can be stored, at any depth", async () => {
    const depth = 50_000;
    expect((await parse(`${"[".repeat(depth)}"ü 😀"${"]".repeat(depth)}`)).body).toBeInstanceOf(Array);
  });

  it("refuses NUL and half a surrogate pair, wherever they stand", async () => {
    for (const text of ["\\u0000", "a\\ud800", "\\udc00"]) {
      await expect(parse(`{"a":["${text}"]}`)).rejects.toMatchObject({ code: "invalid_request" });
      await expect(parse(`{"${text}":1}`)).rejects.toMatchObject({ code: "invalid_request" });
    }
    await expect(parse("{}", "?a=%00")).rejects.toMatchObject({ code: "invalid_request" });
  });
});

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
