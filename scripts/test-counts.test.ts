import { describe, expect, it } from "vitest";
import { countPlaywright, countVitest, describeCounts, sumCounts } from "./test-counts.mjs";

const vitestReport = {
  success: true,
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 2,
  numTodoTests: 1,
  numFailedTestSuites: 0,
};

describe("test counts", () => {
  it("sum up to the last line", () => {
    const unit = countVitest(vitestReport);
    const e2e = countPlaywright({ stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 1 }, errors: [] });
    expect(describeCounts(sumCounts([unit, e2e]))).toBe("9 passed, 1 failed, 4 skipped");
  });

  it("count a file that could not be loaded as a failure", () => {
    expect(countVitest({ ...vitestReport, success: false, numFailedTestSuites: 1 }).failed).toBe(1);
  });

  it("count a failure of Playwright itself as a failure", () => {
    const stats = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
    expect(countPlaywright({ stats, errors: [{ message: "no tests found" }] }).failed).toBe(1);
  });
});
