import { expect, it } from "vitest";
import { AttestryNetworkError } from "../errors";
import { startApi, startAttestry, startForeignApi, startService, testOptions } from "../testing/harness";

const UNRESOLVABLE = "https://attestry.invalid";

it("throws a retryable network error and sends nothing", async () => {
  const api = await startForeignApi();
  const attestry = await startAttestry(testOptions(UNRESOLVABLE));
  const error = await attestry.attestedFetch(api.url).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AttestryNetworkError);
  expect(error).toMatchObject({ kind: "network", status: "NO_NETWORK", retryable: true });
  expect(api.received).toEqual([]);
});

it("sends an empty token and the status in proceed mode", async () => {
  const api = await startForeignApi();
  const attestry = await startAttestry(testOptions(UNRESOLVABLE, { decision: "proceed" }));
  await attestry.attestedFetch(api.url);
  expect(api.received[0]?.headers).toMatchObject({ "attestry-token": "", "attestry-status": "no_network" });
});

it("works again as soon as the network does, without a pause", async () => {
  const service = await startService();
  const api = await startApi(service);
  let connected = false;
  const attestry = await startAttestry(
    testOptions(service.url, {
      backOff: { baseMs: 1, holdMsMax: 60_000 },
      fetch: async (input, init) => {
        if (!connected)
          throw new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ENOTFOUND" }) });
        return fetch(input, init);
      },
    }),
  );
  await expect(attestry.fetchToken(api.url)).rejects.toMatchObject({ status: "NO_NETWORK" });
  connected = true;
  await expect(attestry.fetchToken(api.url)).resolves.toMatchObject({ domain: api.domain });
});
