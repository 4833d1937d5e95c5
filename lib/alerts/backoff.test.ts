import { expect, it } from "vitest";
import { backoffMs } from "./backoff";

it("doubles from five seconds to a quarter of an hour, scattered over half of each step", () => {
  const longest = [1, 2, 3, 8, 9, 50].map((tries) => backoffMs(tries, 1));
  expect(longest).toEqual([5_000, 10_000, 20_000, 640_000, 900_000, 900_000]);
  expect(backoffMs(3, 0)).toBe(10_000);
});
