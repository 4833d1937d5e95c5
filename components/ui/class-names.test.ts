import { describe, expect, it } from "vitest";
import { cn } from "./class-names";

describe("class names", () => {
  it.each([
    ["size-3 shrink-0", "size-2.5", "shrink-0 size-2.5"],
    ["h-4 w-24", "h-8 w-28", "h-8 w-28"],
    ["px-3.5 h-8", "px-2.5 h-7", "px-2.5 h-7"],
    ["mb-5", "mb-0", "mb-0"],
    ["bg-raise text-ink", "bg-transparent text-accent", "bg-transparent text-accent"],
    ["border border-edge", "border-0", "border-edge border-0"],
    ["border-dashed border-edge", "border-solid border-accent", "border-solid border-accent"],
    ["leading-5 text-lead", "text-title leading-[26px]", "text-title leading-[26px]"],
    ["inline-flex", "flex", "flex"],
    ["max-phone:min-h-11", "max-phone:min-h-9", "max-phone:min-h-9"],
    ["font-medium", "font-semibold", "font-semibold"],
  ])("%s gives way to %s", (own, given, joined) => expect(cn(own, given)).toBe(joined));

  it.each(["text-note text-ink3", "font-mono font-semibold", "border border-t-0 border-edge", "h-8 max-phone:h-11"])(
    "%s says different things and stays",
    (names) => expect(cn(names)).toBe(names),
  );
});
