import { describe, expect, it } from "vitest";
import { DEFAULT_FILTER } from "./filter";
import { parseRuleFilter, ruleFilterOf } from "./rule-filter";

describe("the filter of a rule", () => {
  it("is the console's query string without time and unit, in one form", () => {
    expect(parseRuleFilter("test=1&country=BR&not.version=7.16.4")).toBe("not.version=7.16.4&country=BR&test=1");
    expect(parseRuleFilter("")).toBe("");
    const page = { ...DEFAULT_FILTER, range: "7d", unit: "instances", include: { country: ["BR", "PT"] } } as const;
    expect(ruleFilterOf(page)).toBe("country=BR&country=PT");
    expect(parseRuleFilter(ruleFilterOf(page))).toBe("country=BR&country=PT");
  });

  it.each([
    "range=1h",
    "unit=instances",
    "colour=red",
    "platform=windows",
    "reason=no-such-reason",
    "test=yes",
    "country=",
  ])("is refused when it holds %s", (text) => {
    expect(parseRuleFilter(text)).toBeNull();
  });
});
