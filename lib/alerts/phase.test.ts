import { describe, expect, it } from "vitest";
import { type Patience, type PhaseState, stepPhase, type Verdict } from "./phase";

const MINUTE = 60_000;
const letters: Readonly<Record<string, Verdict>> = { b: "breach", c: "clear", n: "no-data" };

/** Walks through verdicts, one a minute, and names what happened at which minute. */
function walk(verdicts: string, patience: Partial<Patience> = {}): string[] {
  const waits = { forMinutes: 0, clearForMinutes: 0, noData: "keep", ...patience } as const;
  let state: PhaseState = { phase: "quiet", since: 0 };
  return [...verdicts].flatMap((letter, index) => {
    const at = (index + 1) * MINUTE;
    const step = stepPhase(state, letters[letter] ?? "no-data", at, waits);
    state = step.state;
    return step.happened === null ? [] : [`${step.happened} ${index + 1}`];
  });
}

describe("an alert", () => {
  it("opens once and closes once, however long it holds", () => {
    expect(walk("cbbbbbbcccc")).toEqual(["opened 2", "closed 8"]);
  });

  it("waits until the condition has held for its minutes", () => {
    expect(walk("bbcbbbbc", { forMinutes: 3 })).toEqual(["opened 7", "closed 8"]);
    expect(walk("bbcbbcbbc", { forMinutes: 3 })).toEqual([]);
  });

  it("stays open over a short recovery, so that a value that flutters tells once", () => {
    expect(walk("bcbcbcbccccc", { clearForMinutes: 3 })).toEqual(["opened 1", "closed 11"]);
  });

  it("can open again after it has closed", () => {
    expect(walk("bccbcc", { clearForMinutes: 1 })).toEqual(["opened 1", "closed 3", "opened 4", "closed 6"]);
  });

  it("keeps what it was without data, waiting included", () => {
    expect(walk("bnnnc")).toEqual(["opened 1", "closed 5"]);
    expect(walk("nnnn")).toEqual([]);
    expect(walk("bnnb", { forMinutes: 3 })).toEqual(["opened 4"]);
  });

  it("takes no data for all clear, or for a breach, where the rule says so", () => {
    expect(walk("bnn", { noData: "clear" })).toEqual(["opened 1", "closed 2"]);
    expect(walk("cnn", { noData: "alert", forMinutes: 1 })).toEqual(["opened 3"]);
  });
});
