import { describe, expect, it } from "vitest";
import { alertDefinitionSchema } from "@/lib/contract/admin/alerts";
import { filterFromQuery } from "@/lib/contract/filter";
import { incidentViews } from "./incident-views";

const openedAt = "2026-11-19T10:07:00.000Z";
const closedAt = "2026-11-19T10:48:20.000Z";
const now = Date.parse("2026-11-19T12:00:30Z");
const threshold = { kind: "threshold", direction: "above", value: 0.1 };

function viewsOf(definition: object, closed: string | null = closedAt) {
  const incident = { definition: alertDefinitionSchema.parse(definition), openedAt, closedAt: closed };
  return incidentViews(incident, now).map(({ title, href }) => {
    const url = new URL(href, "https://console.example.com");
    return { title, path: url.pathname, filter: filterFromQuery(url.searchParams) };
  });
}

describe("the views of an incident", () => {
  it("show what the rule watches, from where its first window began to where it closed", () => {
    const filter = "app=com.example.bank&not.country=BR&test=1";
    const views = viewsOf({ metric: "rejection-rate", filter, windowMinutes: 5, forMinutes: 2, condition: threshold });
    expect(views.map(({ title, path }) => [title, path])).toEqual([
      ["What changed", "/rejections"],
      ["Attestations", "/attestations"],
    ]);
    for (const view of views) {
      expect(view.filter).toMatchObject({
        from: "2026-11-19T10:00:00.000Z",
        to: "2026-11-19T10:49:00.000Z",
        include: { app: ["com.example.bank"], outcome: ["fail"] },
        exclude: { country: ["BR"] },
        test: true,
      });
    }
  });

  it("show the reason that the rule names, and reach up to now while it is open", () => {
    const [view] = viewsOf({ metric: "reason-share", reason: "hook-framework", condition: threshold }, null);
    expect(view?.filter.include.reason).toEqual(["hook-framework"]);
    expect(view?.filter.to).toBe("2026-11-19T12:01:00.000Z");
  });

  it("of passes lead to attestations that passed, of instances to instances: no rejection explains them", () => {
    const count = { ...threshold, value: 3 };
    expect(viewsOf({ metric: "retired-secret-uses", condition: count })).toMatchObject([
      { title: "Attestations", filter: { include: { outcome: ["pass"] } } },
    ]);
    expect(viewsOf({ metric: "active-instances", condition: count })).toMatchObject([{ title: "Instances" }]);
    expect(viewsOf({ metric: "attestations-per-second", condition: count })).toMatchObject([
      { title: "Attestations", filter: { include: {} } },
    ]);
  });
});
