import { describe, expect, it } from "vitest";
import { parseDecision } from "./decision";

describe("a stored decision", () => {
  it("keeps its checks in order, with stage and title", () => {
    const decision = parseDecision(
      JSON.stringify({
        checks: [
          ["challenge-fresh", "pass", "297 ms old", "at most 60 s"],
          ["root", "fail", null, "not allowed"],
          ["override", "skip"],
        ],
        claims: { swname: "com.example.app" },
        details: { root: "su found" },
      }),
    );
    expect(decision.checks).toEqual([
      {
        id: "challenge-fresh",
        stage: "challenge",
        title: "Fresh",
        outcome: "pass",
        found: "297 ms old",
        expected: "at most 60 s",
      },
      { id: "root", stage: "device", title: "Rooted device", outcome: "fail", expected: "not allowed" },
      { id: "override", stage: "instance", title: "Overrides", outcome: "skip" },
    ]);
    expect(decision.details).toEqual({ root: "su found" });
  });

  it("of another release loses what can't be read and nothing else", () => {
    const { checks } = parseDecision(
      JSON.stringify({
        checks: [
          ["future-check", "pass"],
          ["x", "maybe"],
          7,
          [],
          ["root", "pass", 5],
          ["stale", "pass", "a", "b", "c"],
        ],
      }),
    );
    expect(checks.map((check) => check.id)).toEqual(["future-check", "root", "stale"]);
    expect(checks[0]).toMatchObject({ stage: "evidence", title: "future-check" });
  });

  it("shows claims that are lists or objects as text", () => {
    const { claims } = parseDecision(
      JSON.stringify({ claims: { signer_digests: ["aa", "bb"], empty: [], none: null, cnf: { jkt: "x" }, n: 1 } }),
    );
    expect(claims).toEqual({ signer_digests: "aa, bb", cnf: '{"jkt":"x"}', n: 1 });
  });

  it.each(["", "null", "[]", "{", '"text"', '{"checks":{"a":1},"claims":[1]}'])(
    "that is %j is an empty one",
    (text) => {
      expect(parseDecision(text)).toEqual({ checks: [], claims: {}, details: {} });
    },
  );
});
