import { expect, it } from "vitest";
import { createAttestry } from "../attestry";
import { startAll, startApi, startForeignApi, startService, testOptions } from "../testing/harness";

it("sends nothing before initialize()", async () => {
  const service = await startService();
  const api = await startApi(service);
  const attestry = createAttestry(testOptions(service.url));
  expect([attestry.isInitialized, attestry.isProtecting]).toEqual([false, false]);
  await expect(attestry.attestedFetch(api.url)).rejects.toMatchObject({ status: "NOT_INITIALIZED" });
  await expect(attestry.fetchToken(api.url)).rejects.toMatchObject({ status: "NOT_INITIALIZED" });
  expect(api.received).toEqual([]);
});

it("sends with an empty token in proceed mode", async () => {
  const api = await startForeignApi();
  const attestry = createAttestry(testOptions("https://attestry.invalid", { decision: "proceed" }));
  await attestry.attestedFetch(api.url);
  expect(api.received[0]?.headers).toMatchObject({ "attestry-token": "", "attestry-status": "not_initialized" });
});

it("takes the same options again, and refuses others", async () => {
  const { service, attestry } = await startAll();
  await attestry.initialize();
  await attestry.initialize(testOptions(service.url));
  await expect(attestry.initialize(testOptions(service.url, { app: "com.example.other" }))).rejects.toThrow(TypeError);
});

it("is a plain client without options, and can be started for real later", async () => {
  const service = await startService();
  const api = await startApi(service);
  const attestry = createAttestry();
  await attestry.initialize();
  expect([attestry.isInitialized, attestry.isProtecting]).toEqual([true, false]);
  await attestry.attestedFetch(api.url);
  expect(api.received[0]?.headers["attestry-status"]).toBeUndefined();
  await expect(attestry.fetchToken(api.url)).rejects.toMatchObject({ status: "DISABLED" });
  await attestry.initialize(testOptions(service.url));
  expect(attestry.isProtecting).toBe(true);
  await attestry.attestedFetch(api.url);
  expect(api.received[1]?.headers["attestry-status"]).toBe("success");
});

it.each([
  ["url", { url: "attest.example.com" }],
  ["url", { url: "http://attest.example.com" }],
  ["app", { app: "no app" }],
  ["versionCode", { versionCode: -1 }],
  ["signerDigests", { signerDigests: ["ab"] }],
  ["tag", { tag: "ü" }],
])("refuses a wrong %s at creation", (name, wrong) => {
  expect(() => createAttestry(testOptions("https://attest.example.com", wrong))).toThrow(new RegExp(`^${name}`));
});
