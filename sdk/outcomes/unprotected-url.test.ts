import { expect, it } from "vitest";
import { startAll } from "../testing/harness";

it("leaves requests to an API without tokens untouched, and asks no more than once", async () => {
  const { attestry, service, api } = await startAll();
  service.settings.tokenless.push(api.domain);
  await attestry.attestedFetch(api.url);
  await attestry.attestedFetch(api.url);
  expect(api.received).toHaveLength(2);
  expect(Object.keys(api.received[1]?.headers ?? {}).filter((name) => name.startsWith("attestry"))).toEqual([]);
  await expect(attestry.fetchToken(api.url)).rejects.toMatchObject({ status: "UNPROTECTED_URL" });
  expect(service.attestations).toHaveLength(1);
});
