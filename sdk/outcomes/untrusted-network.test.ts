import { createServer } from "node:https";
import { expect, it } from "vitest";
import { selfSignedCertificate } from "../testing/certificate";
import { onCleanUp, startAttestry, startForeignApi, testOptions } from "../testing/harness";
import { portOf } from "../testing/service";

async function startInterceptor(): Promise<string> {
  const server = createServer(selfSignedCertificate(), (_, res) => res.end("{}"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onCleanUp(() => void server.close());
  return `https://127.0.0.1:${portOf(server.address())}`;
}

it("sends nothing when TLS to the service is signed by a stranger", async () => {
  const api = await startForeignApi();
  const attestry = await startAttestry(testOptions(await startInterceptor()));
  const error = attestry.attestedFetch(api.url);
  await expect(error).rejects.toMatchObject({ kind: "network", status: "UNTRUSTED_NETWORK", retryable: true });
  expect(api.received).toEqual([]);
});

it("leaves the decision to the relying party in proceed mode", async () => {
  const api = await startForeignApi();
  const attestry = await startAttestry(testOptions(await startInterceptor(), { decision: "proceed" }));
  await attestry.attestedFetch(api.url);
  expect(api.received[0]?.headers).toMatchObject({ "attestry-token": "", "attestry-status": "untrusted_network" });
});
