import { expect, it } from "vitest";
import { startAll, startApi, startAttestry, startService, testOptions } from "./testing/harness";

/** Deterministic numbers of callers over the whole range that matters, small and large. */
const CALLERS = [1, 2, 3, 5, 8, 17, 33, 64, 100, 250];

it.each(CALLERS)("makes one enrolment and one attestation for %i callers at once", async (callers) => {
  const { service, api, attestry } = await startAll();
  const second = await startApi(service);
  service.settings.answerAfterMs = 5;
  const urls = Array.from({ length: callers }, (_, index) => (index % 2 === 0 ? api.url : second.url));
  const tokens = await Promise.all(urls.map((url) => attestry.fetchToken(url)));
  expect(new Set(tokens.map(({ arc }) => arc)).size).toBe(1);
  expect([service.enrolments.length, service.attestations.length]).toEqual([1, 1]);
  expect(service.requests).toHaveLength(5);
});

it.each(CALLERS)("makes one attestation for each binding that %i callers use at once", async (callers) => {
  const { service, api, attestry } = await startAll();
  const bindings = Array.from({ length: callers }, (_, index) => `user ${index % 3}`);
  await Promise.all(bindings.map((binding) => attestry.fetchToken(api.url, { binding })));
  expect(service.enrolments).toHaveLength(1);
  expect(service.attestations).toHaveLength(new Set(bindings).size);
});

it("fails every waiting caller alike, and lets the next one try again", async () => {
  const { service, api, attestry } = await startAll();
  await attestry.precheck();
  const bad = { status: 400, body: '{"error":"invalid_request","error_description":"No."}' };
  service.fail("/v1/attestations", bad);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 100 }, () => attestry.fetchToken(api.url, { binding: "alice" })),
  );
  expect(outcomes.every(({ status }) => status === "rejected")).toBe(true);
  await expect(attestry.fetchToken(api.url, { binding: "alice" })).resolves.toBeDefined();
});

it("lets one caller give up without spoiling it for the others", async () => {
  const service = await startService();
  const api = await startApi(service);
  const attestry = await startAttestry(testOptions(service.url));
  service.settings.answerAfterMs = 40;
  const abort = new AbortController();
  const impatient = attestry.attestedFetch(api.url, { signal: abort.signal });
  const patient = attestry.attestedFetch(api.url);
  setTimeout(() => abort.abort(), 20);
  await expect(impatient).rejects.toMatchObject({ name: "AbortError" });
  expect((await patient).status).toBe(200);
  expect(api.received).toHaveLength(1);
});
