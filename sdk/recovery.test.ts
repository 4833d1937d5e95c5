import { expect, it } from "vitest";
import { startAll, testClock, until } from "./testing/harness";

it("enrols again, once, with the same key when the service no longer takes its credential", async () => {
  const clock = testClock();
  const { service, api, attestry } = await startAll({ clock });
  await attestry.fetchToken(api.url);
  const instanceId = attestry.getInstanceId();
  service.forgetInstances();
  clock.pass(300);
  await Promise.all(["", "a", "b"].map((binding) => attestry.fetchToken(api.url, { binding })));
  expect(service.enrolments).toHaveLength(2);
  expect(service.enrolments[1]?.cnf).toEqual(service.enrolments[0]?.cnf);
  expect(attestry.getInstanceId()).toBe(instanceId);
});

it("does not enrol a third time when the refusal of the old credential comes late", async () => {
  const { service, api, attestry } = await startAll();
  await attestry.precheck();
  service.forgetInstances();
  service.fail("/v1/attestations", { status: 401, body: '{"error":"invalid_token"}', afterMs: 300 });
  const late = attestry.fetchToken(api.url, { binding: "late" });
  await until(() => service.requests.filter((path) => path === "/v1/attestations").length === 2);
  await attestry.fetchToken(api.url, { binding: "early" });
  await late;
  expect(service.enrolments).toHaveLength(2);
});

it("fetches another challenge, once, when the first was refused", async () => {
  const { service, api, attestry } = await startAll();
  const spent = { status: 400, body: '{"error":"use_attestation_challenge","error_description":"Spent."}' };
  service.fail("/v1/enrolments", spent);
  service.fail("/v1/attestations", spent);
  await expect(attestry.fetchToken(api.url)).resolves.toBeDefined();
  service.fail("/v1/attestations", spent, spent);
  await expect(attestry.precheck()).rejects.toMatchObject({ status: "INTERNAL_ERROR" });
});

it("answers each challenge once and makes a new ephemeral key for each attestation", async () => {
  const { service, attestry } = await startAll();
  for (let round = 0; round < 3; round += 1) await attestry.precheck();
  expect(new Set(service.attestations.map((claims) => claims.eat_nonce)).size).toBe(3);
  expect(new Set(service.attestations.map((claims) => claims.epk.x)).size).toBe(3);
});
