import { attestationEvidence, type Device, enrolmentEvidence, makeDevice } from "../../dataplane/testing/device";
import { post } from "./client";

export const SELF = { app: "com.example.app", platform: "android", signer: "a".repeat(64) } as const;

export interface EnrolledDevice {
  readonly device: Device;
  readonly credential: string;
}

async function challenge(url: string, purpose: "enrolment" | "attestation"): Promise<string> {
  const answer = await post(`${url}/v1/challenges`, { app: SELF.app, platform: SELF.platform, purpose });
  return String(answer.challenge);
}

export async function enrolDevice(url: string): Promise<EnrolledDevice> {
  const device = makeDevice();
  const evidence = enrolmentEvidence(device, SELF, await challenge(url, "enrolment"));
  const answer = await post(`${url}/v1/enrolments`, { evidence });
  return { device, credential: String(answer.credential) };
}

/** One whole attestation; answers the milliseconds of the attestation request itself. */
export async function attestOnce(
  url: string,
  { device, credential }: EnrolledDevice,
  claims: Record<string, unknown> = {},
): Promise<number> {
  const evidence = attestationEvidence(device, SELF, await challenge(url, "attestation"), claims);
  const started = performance.now();
  await post(`${url}/v1/attestations`, { credential, evidence });
  return performance.now() - started;
}

/** Runs `task` over all items, `concurrency` at a time. */
export async function closedLoop<T, R>(
  items: readonly T[],
  concurrency: number,
  task: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = items.values();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (const item of queue) results.push(await task(item));
    }),
  );
  return results;
}

/** Starts one task every 1/rate seconds, whether or not the earlier ones are done. */
export async function openLoop<T, R>(
  items: readonly T[],
  ratePerSecond: number,
  task: (item: T) => Promise<R>,
): Promise<R[]> {
  const started = performance.now();
  const running: Promise<R>[] = [];
  for (const [index, item] of items.entries()) {
    const wait = started + (index * 1000) / ratePerSecond - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    running.push(task(item));
  }
  return Promise.all(running);
}
