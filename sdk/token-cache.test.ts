import { expect, it } from "vitest";
import { startAll, startApi, testClock, until } from "./testing/harness";

it("attests once for many requests to all API domains", async () => {
  const { service, api, attestry } = await startAll();
  const second = await startApi(service);
  for (const { url } of [api, second, api, second]) await attestry.attestedFetch(url);
  expect(service.attestations).toHaveLength(1);
  expect(service.enrolments).toHaveLength(1);
});

it("sends each domain its own token only", async () => {
  const { service, api, attestry } = await startAll();
  const second = await startApi(service);
  const [first, other] = [await attestry.fetchToken(api.url), await attestry.fetchToken(second.url)];
  expect([first.domain, other.domain]).toEqual([api.domain, second.domain]);
});

it("never hands out a token in its last seconds or after", async () => {
  const clock = testClock();
  const { service, api, attestry } = await startAll({ clock });
  await attestry.fetchToken(api.url);
  clock.pass(296.9);
  await attestry.fetchToken(api.url);
  expect(service.attestations).toHaveLength(1);
  clock.pass(0.2);
  await attestry.fetchToken(api.url);
  expect(service.attestations).toHaveLength(2);
});

it("counts the time a phone slept", async () => {
  const clock = testClock();
  const { service, api, attestry } = await startAll({ clock });
  await attestry.fetchToken(api.url);
  clock.sleep(300);
  await attestry.fetchToken(api.url);
  expect(service.attestations).toHaveLength(2);
});

it("trusts no token from before the clock was set back", async () => {
  const clock = testClock();
  const { service, api, attestry } = await startAll({ clock });
  await attestry.fetchToken(api.url);
  clock.setBack(86_400);
  await attestry.fetchToken(api.url);
  expect(service.attestations).toHaveLength(2);
});

it("renews behind a request once the configured lead is reached", async () => {
  const clock = testClock();
  const { service, api, attestry } = await startAll({ clock, background: true });
  const first = await attestry.fetchToken(api.url);
  clock.pass(241);
  expect(await attestry.fetchToken(api.url)).toEqual(first);
  await until(() => service.attestations.length === 2);
  await until(() => attestry.getLastArc() !== first.arc);
  expect((await attestry.fetchToken(api.url)).token).not.toBe(first.token);
});

it("renews by itself while tokens are being used, and lets an idle app rest", async () => {
  const { service, api, attestry } = await startAll({ background: true });
  service.settings.tokenSeconds = 4;
  service.settings.refreshBeforeExpirySeconds = 4;
  await attestry.precheck();
  await attestry.fetchToken(api.url).catch(() => {});
  const used = service.attestations.length;
  await new Promise((resolve) => setTimeout(resolve, 2300));
  expect(service.attestations.length).toBe(used + 1);
  await new Promise((resolve) => setTimeout(resolve, 2300));
  expect(service.attestations.length).toBe(used + 1);
});

it("attests at start, before any request, unless told not to", async () => {
  const eager = await startAll({ background: true });
  await until(() => eager.service.attestations.length === 1);
  const lazy = await startAll();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(lazy.service.requests).toEqual([]);
});

it("keeps a short-lived token for half its life, whatever the configured lead", async () => {
  const clock = testClock();
  const { service, api, attestry } = await startAll({ clock, background: true });
  service.settings.tokenSeconds = 30;
  await attestry.fetchToken(api.url);
  clock.pass(14);
  await attestry.fetchToken(api.url);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(service.attestations).toHaveLength(1);
});
