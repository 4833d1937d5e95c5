import { expect, it } from "vitest";
import { verifiedClaims } from "./testing/api";
import { startAll, startApi, startAttestry, startForeignApi, testOptions } from "./testing/harness";

const sdkHeaders = (headers: object) => Object.keys(headers).filter((name) => name.startsWith("attestry"));

it("takes token, status and credentials off on the way to another origin", async () => {
  const { api, attestry } = await startAll();
  const foreign = await startForeignApi();
  api.redirects.set("/", { status: 307, location: `${foreign.url}/elsewhere` });
  const response = await attestry.attestedFetch(api.url, {
    headers: { authorization: "Bearer alice", cookie: "session=1", "x-mine": "kept" },
  });
  expect(await response.text()).toBe("hello");
  expect(response.redirected).toBe(true);
  expect(sdkHeaders(api.received[0]?.headers ?? {})).toHaveLength(2);
  const { headers = {} } = foreign.received[0] ?? {};
  expect(sdkHeaders(headers)).toEqual([]);
  expect(headers).not.toHaveProperty("authorization");
  expect(headers).not.toHaveProperty("cookie");
  expect(headers).toHaveProperty("x-mine", "kept");
});

it("gives each hop the token of its own domain", async () => {
  const { service, api, attestry } = await startAll();
  const second = await startApi(service);
  api.redirects.set("/", { status: 302, location: second.url });
  await attestry.attestedFetch(api.url);
  const token = String(second.received[0]?.headers["attestry-token"]);
  expect(verifiedClaims(token, service.secret)).not.toBeNull();
  expect(token).toBe((await attestry.fetchToken(second.url)).token);
});

it("stays with the token inside one origin", async () => {
  const { api, attestry } = await startAll();
  api.redirects.set("/old", { status: 301, location: "/new" });
  await attestry.attestedFetch(`${api.url}/old`);
  expect(api.received.map(({ path }) => path)).toEqual(["/old", "/new"]);
  expect(api.received[1]?.headers["attestry-token"]).toBe(api.received[0]?.headers["attestry-token"]);
});

it.each([
  [301, "POST", "GET", ""],
  [302, "POST", "GET", ""],
  [303, "PUT", "GET", ""],
  [307, "POST", "POST", "body"],
  [308, "PUT", "PUT", "body"],
])("follows %i for %s as the Fetch standard says", async (status, method, followedBy, body) => {
  const { api, attestry } = await startAll();
  api.redirects.set("/", { status, location: "/next" });
  await attestry.attestedFetch(api.url, { method, body: "body" });
  expect(api.received[1]).toMatchObject({ method: followedBy, body });
  expect("content-type" in (api.received[1]?.headers ?? {})).toBe(body !== "");
});

it("repeats the body of a Request, and reads it only once otherwise", async () => {
  const { api, attestry } = await startAll();
  api.redirects.set("/again", { status: 308, location: "/next" });
  const request = (path: string) => new Request(`${api.url}${path}`, { method: "POST", body: "from a Request" });
  await attestry.attestedFetch(request("/again"));
  await attestry.attestedFetch(request("/once"));
  expect(api.received.map(({ body }) => body)).toEqual(Array(3).fill("from a Request"));
});

it("hands a redirect to a caller who wants to see it", async () => {
  const { api, attestry } = await startAll();
  api.redirects.set("/", { status: 302, location: "/next" });
  const response = await attestry.attestedFetch(api.url, { redirect: "manual" });
  expect(response.status).toBe(302);
  await expect(attestry.attestedFetch(api.url, { redirect: "error" })).rejects.toThrow(TypeError);
});

it("ends a redirect loop", async () => {
  const { api, attestry } = await startAll();
  api.redirects.set("/", { status: 302, location: "/" });
  await expect(attestry.attestedFetch(api.url)).rejects.toThrow("too many redirects");
  expect(api.received).toHaveLength(21);
});

it("follows no redirect where the platform hides its target, as browsers do", async () => {
  const { service, api } = await startAll();
  const opaque = Object.defineProperty(new Response(null), "type", { value: "opaqueredirect" });
  const attestry = await startAttestry(
    testOptions(service.url, {
      fetch: async (input, init) => (init?.redirect === "manual" ? opaque : fetch(input, init)),
    }),
  );
  await expect(attestry.attestedFetch(api.url)).rejects.toThrow("call the final address");
});

it("fails visibly on a platform that follows redirects against orders", async () => {
  const { service, api } = await startAll();
  const foreign = await startForeignApi();
  api.redirects.set("/", { status: 302, location: foreign.url });
  const attestry = await startAttestry(
    testOptions(service.url, { fetch: (input, init) => fetch(input, { ...init, redirect: "follow" }) }),
  );
  await expect(attestry.attestedFetch(api.url)).rejects.toMatchObject({ status: "INTERNAL_ERROR" });
});
