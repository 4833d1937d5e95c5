import { expect, it } from "vitest";
import { startAll } from "../testing/harness";

it("reports a service that never answers as a poor network, not as a bad phone", async () => {
  const { service, api, attestry } = await startAll({ timeoutSeconds: 0.05 });
  service.fail("/v1/challenges", "hang", "hang", "hang");
  await expect(attestry.attestedFetch(api.url)).rejects.toMatchObject({ status: "POOR_NETWORK", retryable: true });
  expect(api.received).toEqual([]);
});

it("gets over connections that break, and never sends the same evidence twice", async () => {
  const { service, api, attestry } = await startAll();
  service.fail("/v1/attestations", "reset", "reset");
  await attestry.attestedFetch(api.url);
  expect(api.received[0]?.headers["attestry-status"]).toBe("success");
  expect(service.requests.filter((path) => path === "/v1/challenges")).toHaveLength(4);
});

it("hands out a cached token while the service is out of reach, but never past its expiry", async () => {
  const { service, api, attestry } = await startAll({ timeoutSeconds: 0.05 });
  const first = await attestry.fetchToken(api.url);
  await service.close();
  expect(await attestry.fetchToken(api.url)).toEqual(first);
});
