import { expect, it } from "vitest";
import { startAll, startForeignApi, testClock, until } from "../testing/harness";

it("leaves requests to other domains untouched", async () => {
  const { attestry } = await startAll();
  const foreign = await startForeignApi();
  await attestry.attestedFetch(foreign.url, { headers: { "x-mine": "1" } });
  const names = Object.keys(foreign.received[0]?.headers ?? {});
  expect(names).toContain("x-mine");
  expect(names.filter((name) => name.startsWith("attestry"))).toEqual([]);
});

it("takes another port of an API domain for another domain", async () => {
  const { attestry, api } = await startAll();
  const url = new URL(api.url);
  url.port = String(Number(url.port) - 1);
  await expect(attestry.fetchToken(url)).rejects.toMatchObject({ kind: "other", status: "UNKNOWN_URL" });
});

it("takes a subdomain and a longer name for other domains", async () => {
  const { attestry, service } = await startAll();
  service.settings.domains.push({ domain: "api.example.com", headerName: "Attestry-Token", headerPrefix: "" });
  for (const url of ["https://x.api.example.com", "https://api.example.com.evil.net", "https://api.example.com:8443"]) {
    await expect(attestry.fetchToken(url)).rejects.toMatchObject({ status: "UNKNOWN_URL" });
  }
});

it("learns of a new API domain within a minute of its use", async () => {
  const clock = testClock();
  const { attestry, service } = await startAll({ clock });
  const late = await startForeignApi();
  await expect(attestry.fetchToken(late.url)).rejects.toMatchObject({ status: "UNKNOWN_URL" });
  service.settings.domains.push({ domain: late.domain, headerName: "Attestry-Token", headerPrefix: "" });
  service.settings.configVersion += 1;
  clock.pass(60);
  const asked = service.requests.length;
  await expect(attestry.fetchToken(late.url)).rejects.toMatchObject({ status: "UNKNOWN_URL" });
  await until(() => service.requests.length > asked);
  await until(() => attestry.isProtecting);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await expect(attestry.fetchToken(late.url)).resolves.toMatchObject({ domain: late.domain });
});
