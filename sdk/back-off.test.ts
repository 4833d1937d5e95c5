import { expect, it } from "vitest";
import { DEFAULT_BACK_OFF, jitteredMs, withRetries } from "./back-off";
import { AttestryNetworkError, AttestryOtherError } from "./errors";
import { testClock } from "./testing/harness";

function rehearsal(random: () => number = () => 0.999) {
  const clock = testClock();
  const waits: number[] = [];
  const sleep = async (ms: number) => {
    waits.push(ms);
    clock.pass(ms / 1000);
  };
  return { waits, waiting: { clock, random, sleep } };
}

const down = (retryAfterSeconds?: number) => new AttestryNetworkError("NO_SERVICE", undefined, retryAfterSeconds);

it("waits anything between nothing and the exponential bound", () => {
  for (const random of [0, 0.25, 0.5, 0.999]) {
    for (let failures = 1; failures <= 40; failures += 1) {
      const ms = jitteredMs(() => random, 250, 3000, failures);
      expect(ms).toBeGreaterThanOrEqual(0);
      expect(ms).toBeLessThan(Math.min(3000, 250 * 2 ** failures));
    }
  }
});

it("tries no more often than the bound and reports the last failure", async () => {
  const { waits, waiting } = rehearsal();
  let tries = 0;
  const operation = async () => {
    tries += 1;
    throw down();
  };
  await expect(withRetries(operation, { ...DEFAULT_BACK_OFF, triesMax: 5 }, waiting)).rejects.toThrow();
  expect(tries).toBe(5);
  expect(waits).toEqual([499, 999, 1998, 2997]);
});

it("repeats nothing that trying again can't cure", async () => {
  const { waits, waiting } = rehearsal();
  const operation = () => Promise.reject(new AttestryOtherError("INTERNAL_ERROR"));
  await expect(withRetries(operation, DEFAULT_BACK_OFF, waiting)).rejects.toThrow();
  expect(waits).toEqual([]);
});

it("adds jitter to Retry-After, so that a fleet does not come back in step", async () => {
  const { waits, waiting } = rehearsal(() => 0.5);
  const answers = [down(2), null];
  const operation = async () => {
    const failure = answers.shift();
    if (failure) throw failure;
  };
  await withRetries(operation, DEFAULT_BACK_OFF, waiting);
  expect(waits).toEqual([2250]);
});

it("fails at once when the service asks for more patience than a request has", async () => {
  const { waits, waiting } = rehearsal();
  await expect(withRetries(() => Promise.reject(down(30)), DEFAULT_BACK_OFF, waiting)).rejects.toThrow();
  expect(waits).toEqual([]);
});

it("begins no further try when the call has taken too long already", async () => {
  const { waits, waiting } = rehearsal();
  const slow = async () => {
    waiting.clock.pass(10);
    throw down();
  };
  await expect(withRetries(slow, DEFAULT_BACK_OFF, waiting)).rejects.toThrow();
  expect(waits).toEqual([]);
});
