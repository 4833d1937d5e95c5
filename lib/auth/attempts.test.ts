import { describe, expect, it } from "vitest";
import { ACCOUNT_DELAY, AttemptCounter, delaySeconds } from "./attempts";

const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000);

describe("delaySeconds", () => {
  it("leaves some guesses free, then doubles up to a most", () => {
    const waits = [1, 4, 5, 6, 7, 12, 13, 5000].map((attempts) => delaySeconds(ACCOUNT_DELAY, attempts));
    expect(waits).toEqual([0, 0, 5, 10, 20, 640, 900, 900]);
  });
});

describe("AttemptCounter", () => {
  const delay = { freeAttempts: 2, baseSeconds: 10, maxSeconds: 40 };

  it("locks a key after its free attempts and tells how long", () => {
    const counter = new AttemptCounter(delay);
    expect([counter.begin("a", at(0)), counter.begin("a", at(0))]).toEqual([0, 0]);
    expect(counter.begin("a", at(3))).toBe(7);
    expect(counter.begin("b", at(3))).toBe(0);
  });

  it("lets one attempt through after the wait, then waits longer", () => {
    const counter = new AttemptCounter(delay);
    counter.begin("a", at(0));
    counter.begin("a", at(0));
    expect(counter.begin("a", at(10))).toBe(0);
    expect(counter.begin("a", at(10))).toBe(20);
  });

  it("counts no attempt that is made while locked", () => {
    const counter = new AttemptCounter(delay);
    counter.begin("a", at(0));
    counter.begin("a", at(0));
    for (let second = 1; second < 10; second++) counter.begin("a", at(second));
    expect(counter.begin("a", at(10))).toBe(0);
  });

  it("takes back one attempt for each that was right", () => {
    const counter = new AttemptCounter(delay);
    for (let second = 0; second < 20; second++) {
      expect(counter.begin("a", at(second))).toBe(0);
      counter.succeed("a");
    }
  });

  it("forgets the key tried longest ago rather than grow without end", () => {
    const counter = new AttemptCounter({ freeAttempts: 1, baseSeconds: 100, maxSeconds: 100 }, 2);
    for (const key of ["a", "b", "c"]) counter.begin(key, at(0));
    expect(counter.begin("c", at(1))).toBe(99);
    expect(counter.begin("a", at(1))).toBe(0);
  });
});
