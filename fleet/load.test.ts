import { AttestryNetworkError } from "@attestry/sdk";
import { expect, it } from "vitest";
import { fireAtRate, type LoadOptions } from "./load";
import type { Outcome, Phone } from "./phone";
import { drawPopulation } from "./population";
import { seededRandom } from "./random";
import { createProgressLine, percentile, summary } from "./report";

const builds = [{ versionName: "1.0.0", versionCode: 1, signerDigests: ["ab".repeat(32)], teamId: null }];
const app = { app: "com.example.app", platform: "android", name: "Example", acceptsTestTraffic: true, builds } as const;

/** Phones whose service answers after a time of the test's choosing. */
function phones(count: number, answer: () => Promise<Outcome>) {
  const busy = { now: 0, most: 0 };
  const made = drawPopulation({ apps: [app], instances: count, seed: 1 }).map((profile): Phone => {
    let [enrolled, attesting] = [false, false];
    return {
      profile,
      get enrolled() {
        return enrolled;
      },
      async attest() {
        if (attesting) throw new Error("a phone attests twice at a time");
        attesting = true;
        busy.now += 1;
        busy.most = Math.max(busy.most, busy.now);
        const outcome = await answer();
        busy.now -= 1;
        attesting = false;
        enrolled = outcome.answered;
        return outcome;
      },
    };
  });
  return { made, busy };
}

const after = (ms: number, outcome: Outcome) => () =>
  new Promise<Outcome>((resolve) => setTimeout(() => resolve(outcome), ms));
const pass: Outcome = { answered: true, told: [] };
const failed: Outcome = { answered: false, error: new AttestryNetworkError("NO_SERVICE") };

const fire = (made: Phone[], more: Partial<LoadOptions>) =>
  fireAtRate({
    phones: made,
    ratePerSecond: 200,
    seconds: 1,
    enrolmentsPerSecond: 200,
    concurrencyMax: 50,
    random: seededRandom(1),
    ...more,
  });

it("keeps to the rate whether or not earlier attestations were answered", async () => {
  const { made } = phones(1000, after(400, pass));
  const counts = await fire(made, { concurrencyMax: 1000 });
  expect([counts.sent, counts.answered, counts.late]).toEqual([200, 200, 0]);
});

it("never has more on their way than the bound, nor one phone twice, and says what was left out", async () => {
  const { made, busy } = phones(20, after(100, pass));
  const counts = await fire(made, { concurrencyMax: 5 });
  expect(busy.most).toBe(5);
  expect(counts.sent + counts.late).toBe(200);
  expect(counts.late).toBeGreaterThan(0);
});

it("starts new phones no faster than the enrolment rate", async () => {
  const { made } = phones(300, after(1, pass));
  await fire(made, { enrolmentsPerSecond: 20 });
  expect(made.filter(({ enrolled }) => enrolled).length).toBeLessThanOrEqual(21);
});

it("ends early, with what was on its way answered", async () => {
  const { made } = phones(500, after(50, pass));
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 200);
  const counts = await fire(made, { seconds: 60, stop: stop.signal });
  expect(counts.answered).toBe(counts.sent);
  expect(counts.sent).toBeLessThan(100);
});

it("counts failures by status and latencies of answers only", async () => {
  const { made } = phones(400, after(1, failed));
  const counts = await fire(made, {});
  expect([...counts.errors]).toEqual([["NO_SERVICE", 200]]);
  expect([counts.answered, counts.latenciesMs.length]).toEqual([0, 0]);
  const text = summary(counts, made, 1);
  expect(text).toContain("NO_SERVICE 200");
  expect(text).toContain("latency      p50 –");
});

it("reports the percentiles of the last second, not of the whole run", () => {
  const line = createProgressLine();
  const counts = {
    sent: 2,
    answered: 2,
    told: 0,
    compromised: 0,
    late: 0,
    errors: new Map(),
    firstError: null,
    latenciesMs: [100, 200],
  };
  expect(line(counts, 1)).toContain("p99 200 ms");
  counts.latenciesMs.push(3);
  expect(line(counts, 2)).toContain("p99 3.0 ms");
});

it("takes the percentile of many values, and of none", () => {
  const values = Array.from({ length: 1000 }, (_, index) => 999 - index);
  expect([percentile(values, 0.5), percentile(values, 0.99), percentile([], 0.5)]).toEqual([500, 990, null]);
});
