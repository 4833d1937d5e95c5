import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningDataplane, runDataplane } from "./testing/running";

const ORIGIN = "capacitor://localhost";
let open: RunningDataplane;
let closed: RunningDataplane;
beforeAll(async () => {
  open = await runDataplane({ ATTESTRY_CORS_ORIGINS: `${ORIGIN}, https://app.example.com` });
  closed = await runDataplane();
});
afterAll(() => Promise.all([open.stop(), closed.stop()]));

const preflight = (url: string, origin: string, path = "/v1/attestations") =>
  fetch(url + path, {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type" },
  });

const post = (url: string, origin: string) =>
  fetch(`${url}/v1/challenges`, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: "{}",
  });

describe("a web view", () => {
  it("of a configured origin may post, and read every answer, refusals too", async () => {
    const asked = await preflight(open.url, ORIGIN);
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      "access-control-allow-origin": ORIGIN,
      "access-control-allow-methods": "GET, POST",
      "access-control-allow-headers": "content-type",
    });
    const answered = await post(open.url, ORIGIN);
    expect(answered.status).toBe(400);
    expect(answered.headers.get("access-control-allow-origin")).toBe(ORIGIN);
    expect(answered.headers.get("vary")).toBe("origin");
    expect(answered.headers.has("access-control-allow-credentials")).toBe(false);
  });

  it.each(["https://evil.example", "null", "capacitor://localhost.evil.example", "https://app.example.com:444"])(
    "of %s may not",
    async (origin) => {
      const asked = await preflight(open.url, origin);
      expect(asked.status).toBe(405);
      expect(asked.headers.has("access-control-allow-origin")).toBe(false);
      expect((await post(open.url, origin)).headers.has("access-control-allow-origin")).toBe(false);
    },
  );

  it("of any origin may not while none is configured", async () => {
    expect((await preflight(closed.url, ORIGIN)).headers.has("access-control-allow-origin")).toBe(false);
    expect((await post(closed.url, ORIGIN)).headers.has("access-control-allow-origin")).toBe(false);
  });

  it("may use the routes of SDKs and no other", async () => {
    expect((await preflight(open.url, ORIGIN, "/metrics")).headers.has("access-control-allow-origin")).toBe(false);
    expect((await preflight(open.url, ORIGIN, "/healthz")).status).not.toBe(204);
  });
});
