import { expect, it } from "vitest";
import { AttestryRejectionError } from "../errors";
import { startAll } from "../testing/harness";

const rooted = [{ signals: ["root"] as const, measure: async () => [{ signal: "root" as const }] }];

it("tells precheck's caller the ARC and the reasons when the policy lets the app know", async () => {
  const { service, attestry } = await startAll({ signalProviders: rooted });
  service.settings.tellReasons = true;
  const error = await attestry.precheck().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AttestryRejectionError);
  expect(error).toMatchObject({ kind: "rejection", status: "REJECTED", arc: "0000000001", reasons: ["root"] });
});

it("can't tell when the policy keeps it to itself: precheck is no protection", async () => {
  const { attestry } = await startAll({ signalProviders: rooted });
  await expect(attestry.precheck()).resolves.toEqual({ arc: "0000000001" });
});

it("passes for a phone with nothing wrong, and its answer serves later requests", async () => {
  const { service, api, attestry } = await startAll();
  service.settings.tellReasons = true;
  await attestry.precheck();
  await attestry.attestedFetch(api.url);
  expect(service.attestations).toHaveLength(1);
});
