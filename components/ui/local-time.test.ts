import { expect, it } from "vitest";
import { fromLocalInput, toLocalInput } from "./local-time";

it("gives back the minute that it was given", () => {
  const iso = "2026-11-19T10:24:00.000Z";
  expect(fromLocalInput(toLocalInput(iso))).toBe(iso);
  expect(toLocalInput(iso)).toMatch(/^2026-11-(18|19|20)T\d\d:\d\d$/);
});

it("takes what is no time for none", () => {
  expect(fromLocalInput("")).toBeNull();
});
