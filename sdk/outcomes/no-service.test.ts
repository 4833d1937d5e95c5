import { expect, it } from "vitest";
import { startAll, startApi, startAttestry, startService, testClock, testOptions } from "../testing/harness";

const DOWN = { status: 503, body: '{"error":"temporarily_unavailable","error_description":"Later."}' };

it("sends an empty token and the status, so that the relying party sees why", async () => {
  const { service, api, attestry } = await startAll();
  service.fail("/v1/challenges", DOWN, DOWN, DOWN);
  await attestry.attestedFetch(api.url);
  expect(api.received[0]?.headers).toMatchObject({ "attestry-token": "", "attestry-status": "no_service" });
});

it("tells fetchToken's caller with a retryable network error", async () => {
  const { service, api, attestry } = await startAll();
  service.fail("/v1/attestations", DOWN, DOWN, DOWN);
  await expect(attestry.fetchToken(api.url)).rejects.toMatchObject({ status: "NO_SERVICE", retryable: true });
});

it("tries again by itself when the service was only briefly away", async () => {
  const { service, api, attestry } = await startAll();
  service.fail("/v1/challenges", DOWN, { status: 500, body: "oops" });
  await expect(attestry.fetchToken(api.url)).resolves.toMatchObject({ domain: api.domain });
});

it("waits as long as Retry-After says before it asks again", async () => {
  const { service, api, attestry } = await startAll();
  service.fail("/v1/challenges", { ...DOWN, headers: { "retry-after": "1" } });
  const startedAt = performance.now();
  await attestry.fetchToken(api.url);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(1000);
});

it("leaves the service alone for the time it asked for, and asks again afterwards", async () => {
  const clock = testClock();
  const { service, api, attestry } = await startAll({ clock, backOff: { baseMs: 1 }, random: () => 0 });
  service.fail("/v1/challenges", {
    status: 429,
    headers: { "retry-after": "30" },
    body: '{"error":"rate_limited","error_description":"Slow down."}',
  });
  await expect(attestry.fetchToken(api.url)).rejects.toMatchObject({ status: "NO_SERVICE", retryAfterSeconds: 30 });
  const asked = service.requests.length;
  clock.pass(29);
  await expect(attestry.fetchToken(api.url)).rejects.toMatchObject({ status: "NO_SERVICE", retryAfterSeconds: 1 });
  expect(service.requests).toHaveLength(asked);
  clock.pass(1);
  await expect(attestry.fetchToken(api.url)).resolves.toMatchObject({ domain: api.domain });
});

it("is never locked out for longer than the bound, whatever Retry-After says", async () => {
  const clock = testClock();
  const { service, api, attestry } = await startAll({ clock, backOff: { baseMs: 1 } });
  service.fail("/v1/challenges", { ...DOWN, headers: { "retry-after": "86400" } });
  await expect(attestry.fetchToken(api.url)).rejects.toMatchObject({ status: "NO_SERVICE" });
  clock.pass(60);
  await expect(attestry.fetchToken(api.url)).resolves.toMatchObject({ domain: api.domain });
});

it.each([
  ["not JSON", { status: 200, body: "<html>sign in to the hotel network</html>" }],
  ["not its shape", { status: 200, body: '{"challenge":17}' }],
  ["a page of somebody else", { status: 404, body: "<h1>Not found</h1>" }],
  ["a redirect", { status: 302, headers: { location: "http://127.0.0.1:1/" } }],
])("takes an answer that is %s for a missing service", async (_, fault) => {
  const { service, api, attestry } = await startAll();
  service.fail("/v1/challenges", fault, fault, fault);
  await expect(attestry.fetchToken(api.url)).rejects.toMatchObject({ status: "NO_SERVICE" });
});

it("takes a refused connection for a missing service", async () => {
  const service = await startService();
  const api = await startApi(service);
  await service.close();
  const attestry = await startAttestry(testOptions(service.url));
  await expect(attestry.fetchToken(api.url)).rejects.toMatchObject({ status: "NO_SERVICE" });
});
