import { describe, expect, it } from "vitest";
import { type AlertRule, alertDefinitionSchema } from "@/lib/contract/admin/alerts";
import { DEFAULT_FILTER } from "@/lib/contract/filter";
import { bodyOf, definitionOf, draftOf, newDraft } from "./rule-draft";

const filter = { ...DEFAULT_FILTER, include: { country: ["BR"] }, exclude: { version: ["7.16.4"] }, test: true };

function ruleOf(definition: Record<string, unknown>): AlertRule {
  return {
    id: 1,
    name: "Brazil",
    severity: "critical",
    definition: alertDefinitionSchema.parse(definition),
    channels: [2],
    enabled: true,
    mutedUntil: null,
    mutedBy: null,
    muteReason: null,
    createdBy: "ada@example.test",
    createdAt: "2026-11-19T10:00:00Z",
    updatedAt: "2026-11-19T10:00:00Z",
    phase: "quiet",
    phaseSince: null,
    evaluatedUntil: null,
    latest: null,
    incidentId: null,
  };
}

describe("the form of a rule", () => {
  it("starts as a rule that the server takes, on what the view shows", () => {
    const parsed = alertDefinitionSchema.parse(definitionOf(newDraft(filter)));
    expect(parsed.filter).toBe("not.version=7.16.4&country=BR&test=1");
    expect(parsed.condition).toMatchObject({ kind: "threshold", value: 0.1 });
  });

  it.each([
    { metric: "rejection-rate", condition: { kind: "threshold", direction: "above", value: 0.07, clearValue: 0.035 } },
    {
      metric: "reason-count",
      reason: "hook-framework",
      condition: { kind: "threshold", direction: "above", value: 25 },
    },
    {
      metric: "reason-share",
      reason: "app-cloned",
      filter: "country=BR&test=1",
      windowMinutes: 15,
      forMinutes: 3,
      clearForMinutes: 30,
      noData: "alert",
      condition: {
        kind: "deviation",
        direction: "either",
        deviations: 3.5,
        clearDeviations: 2,
        weeks: 8,
        samplesMin: 4,
        differenceMin: 0.01,
      },
    },
  ])("gives a rule back as it was: $metric", (definition) => {
    const rule = ruleOf(definition);
    const { name, severity, channels, definition: again } = bodyOf(draftOf(rule));
    expect({ name, severity, channels }).toEqual({ name: "Brazil", severity: "critical", channels: [2] });
    expect(alertDefinitionSchema.parse(again)).toEqual(rule.definition);
  });

  it("leaves what is no number to the server's parser, which names the field", () => {
    const refused = alertDefinitionSchema.safeParse(definitionOf({ ...newDraft(filter), value: "ten" }));
    expect(refused.error?.issues.map(({ path }) => path.join("."))).toEqual(["condition.value"]);
  });
});
