import { expect, it } from "vitest";
import type { SdkSignal } from "../lib/contract/signals";
import { measureEnvironment, type SignalProvider } from "./environment";
import { startAll, testClock, until } from "./testing/harness";

/** A detector whose findings a test changes. */
function detector(...signals: SdkSignal[]) {
  const found = new Set<SdkSignal>();
  let changed: (() => void) | null = null;
  const provider: SignalProvider = {
    signals,
    measure: async () => [...found].map((signal) => ({ signal })),
    watch(callback) {
      changed = callback;
      return () => {
        changed = null;
      };
    },
  };
  return { found, provider, tell: () => changed?.(), watched: () => changed !== null };
}

it("lists each signal once, in a stable order, with printable details of bounded length", async () => {
  const environment = await measureEnvironment([
    { signals: ["root"], measure: async () => [{ signal: "root", detail: `su\u0000${"x".repeat(300)}` }] },
    { signals: ["root", "debugger"], measure: async () => [{ signal: "root" }, { signal: "debugger" }] },
  ]);
  expect(environment.signals).toEqual(["debugger", "root"]);
  expect(environment.details.root).toBe(`su ${"x".repeat(197)}`);
});

it("drops tokens and attests anew when a later look finds other signals", async () => {
  const clock = testClock();
  const { found, provider } = detector("hook-framework");
  const { service, api, attestry } = await startAll({ clock, signalProviders: [provider] });
  await attestry.fetchToken(api.url);
  found.add("hook-framework");
  clock.pass(59);
  await attestry.fetchToken(api.url);
  expect(service.attestations).toHaveLength(1);
  clock.pass(1);
  await attestry.fetchToken(api.url);
  expect(service.attestations.map(({ signals }) => signals)).toEqual([[], ["hook-framework"]]);
});

it("keeps its tokens when a later look finds the same", async () => {
  const clock = testClock();
  const { found, provider } = detector("dev-mode");
  found.add("dev-mode");
  const { service, api, attestry } = await startAll({ clock, signalProviders: [provider] });
  for (const seconds of [0, 60, 60]) {
    clock.pass(seconds);
    await attestry.fetchToken(api.url);
  }
  expect(service.attestations).toHaveLength(1);
});

it("attests at once when a provider calls back, and stops listening when closed", async () => {
  const { found, provider, tell, watched } = detector("debugger");
  const { service, api, attestry } = await startAll({ background: true, signalProviders: [provider] });
  await attestry.fetchToken(api.url);
  found.add("debugger");
  tell();
  await until(() => service.attestations.length === 2);
  expect(service.attestations[1]?.signals).toEqual(["debugger"]);
  attestry.close();
  expect(watched()).toBe(false);
});

it("never hands out a token measured before a change that came while it was on its way", async () => {
  const { found, provider, tell } = detector("root");
  const { service, api, attestry } = await startAll({ signalProviders: [provider] });
  service.settings.answerAfterMs = 30;
  const token = attestry.fetchToken(api.url);
  await until(() => service.requests.includes("/v1/attestations"));
  found.add("root");
  tell();
  expect((await token).arc).toBe("0000000002");
  expect(service.attestations[1]?.signals).toEqual(["root"]);
});
