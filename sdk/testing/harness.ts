/** Starts what a test needs and takes it down afterwards. */
import { afterEach } from "vitest";
import { type Attestry, createAttestry } from "../attestry";
import type { Clock } from "../clock";
import type { AttestryOptions } from "../options";
import { startTestApi, type TestApi } from "./api";
import { startTestService, type TestService } from "./service";

const cleanUps: (() => Promise<void> | void)[] = [];

/** Registers something to undo after the test. */
export function onCleanUp(cleanUp: () => Promise<void> | void): void {
  cleanUps.push(cleanUp);
}

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

export const GENUINE_SIGNER = "ab".repeat(32);

/** Options of a phone that attests only when asked to and does not wait between tries. */
export function testOptions(url: string, more: Partial<AttestryOptions> = {}): AttestryOptions {
  return {
    url,
    app: "com.example.app",
    platform: "android",
    appVersion: "7.14.0",
    versionCode: 7140,
    signerDigests: [GENUINE_SIGNER],
    device: { model: "Pixel 8", osVersion: "14", patchLevel: "2026-05-05" },
    background: false,
    timeoutSeconds: 2,
    backOff: { baseMs: 1, holdMsMax: 0 },
    ...more,
  };
}

export async function startService(): Promise<TestService> {
  const service = await startTestService();
  onCleanUp(() => service.close());
  return service;
}

/** An API whose domain is one of the app's. */
export async function startApi(service: TestService, more: { headerPrefix?: string } = {}): Promise<TestApi> {
  const api = await startForeignApi();
  service.settings.domains.push({
    domain: api.domain,
    headerName: "Attestry-Token",
    headerPrefix: more.headerPrefix ?? "",
  });
  return api;
}

/** An API that belongs to somebody else. */
export async function startForeignApi(): Promise<TestApi> {
  const api = await startTestApi();
  onCleanUp(() => api.close());
  return api;
}

export async function startAttestry(options: AttestryOptions): Promise<Attestry> {
  const attestry = createAttestry(options);
  onCleanUp(() => attestry.close());
  await attestry.initialize();
  return attestry;
}

/** Service, one protected API and an initialised SDK. */
export async function startAll(more: Partial<AttestryOptions> = {}) {
  const service = await startService();
  const api = await startApi(service);
  const attestry = await startAttestry(testOptions(service.url, more));
  return { service, api, attestry };
}

export interface TestClock extends Clock {
  /** Lets time pass on both clocks. */
  pass(seconds: number): void;
  /** Sets the time of day, as a user can. */
  setBack(seconds: number): void;
  /** Time passes while the phone sleeps: the monotonic clock stands still. */
  sleep(seconds: number): void;
}

export function testClock(): TestClock {
  let [day, steady] = [Date.now(), 0];
  return {
    now: () => day,
    monotonic: () => steady,
    pass(seconds) {
      day += seconds * 1000;
      steady += seconds * 1000;
    },
    setBack(seconds) {
      day -= seconds * 1000;
    },
    sleep(seconds) {
      day += seconds * 1000;
    },
  };
}

/** Waits until something holds; fails after two seconds. */
export async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("what was waited for never happened");
}
