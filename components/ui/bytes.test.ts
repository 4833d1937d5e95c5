import { describe, expect, it } from "vitest";
import { formatBytes } from "./bytes";

describe("sizes", () => {
  it.each([
    [0, "0\u00a0bytes"],
    [940, "940\u00a0bytes"],
    [1000, "1.0\u00a0kB"],
    [88_000_000, "88.0\u00a0MB"],
    [2 * 1024 ** 3, "2.1\u00a0GB"],
    [5e12, "5,000.0\u00a0GB"],
  ])("says %i as %s", (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words);
  });
});
