import { describe, expect, it } from "vitest";
import { alertDefinitionSchema } from "../contract/admin/alerts";
import { mailOf, slackBody, webhookBody } from "./format";
import { incidentMessage } from "./message";

const measurement = {
  at: Date.parse("2026-11-19T10:07:00Z"),
  value: 0.31,
  attempts: 412,
  usual: { median: 0.041, scale: 0.008, samples: 6 },
  lower: null,
  upper: 0.073,
  verdict: "breach",
} as const;

const facts = {
  id: 12,
  rule: { id: 3, name: "Rejections <in> Brazil & Spain" },
  severity: "critical",
  definition: alertDefinitionSchema.parse({
    metric: "rejection-rate",
    condition: { kind: "deviation", direction: "above" },
  }),
  openedAt: new Date(measurement.at),
  opened: measurement,
  worst: measurement,
  closedAt: null,
  closeCause: null,
  closing: null,
} as const;

const opened = incidentMessage("opened", facts);
const closed = incidentMessage("closed", {
  ...facts,
  closedAt: new Date(measurement.at + 41 * 60_000),
  closeCause: "cleared",
  closing: { ...measurement, value: 0.05, verdict: "clear" },
});
const envelope = (summary: string) => ({
  id: "019a1f0e-6f5c-7d1e-8d0a-3c9b0f6d2a11",
  createdAt: new Date("2026-11-19T10:07:05.412Z"),
  summary,
  consoleUrl: "https://console.example.com",
});

describe("a notification", () => {
  it("says in one line what happened, against what, and how long it lasted", () => {
    expect(opened.summary).toBe(
      "Firing: Rejections <in> Brazil & Spain. Rejection rate 31.0 % over 5 min, above 7.3 %; usual at this hour 4.1 %.",
    );
    expect(closed.summary).toBe(
      "Closed: Rejections <in> Brazil & Spain. Rejection rate 5.0 % over 5 min, within 7.3 %; usual at this hour 4.1 %. It lasted 41 min.",
    );
  });

  it("as a webhook holds its id, its link, the rule as it was and the measurement", () => {
    expect(JSON.parse(webhookBody(envelope(opened.summary), JSON.parse(JSON.stringify(opened))))).toMatchObject({
      type: "alert.opened",
      id: "019a1f0e-6f5c-7d1e-8d0a-3c9b0f6d2a11",
      at: "2026-11-19T10:07:05.412Z",
      link: "https://console.example.com/alerts/3",
      incident: { id: 12, openedAt: "2026-11-19T10:07:00.000Z", closedAt: null },
      rule: { id: 3, severity: "critical", definition: { metric: "rejection-rate" } },
      unit: "share",
      measurement: { value: 0.31, usual: { median: 0.041 } },
    });
  });

  it("links to all alerts where the rule has no page: it was deleted, or it is a test", () => {
    const gone = incidentMessage("closed", { ...facts, closedAt: facts.openedAt, closeCause: "rule-deleted" });
    const links = [gone, { type: "test", sentBy: "ada" }].map(
      (stored) => JSON.parse(webhookBody(envelope(""), stored)).link,
    );
    expect(links).toEqual(["https://console.example.com/alerts", "https://console.example.com/alerts"]);
  });

  it("says what its filter lets through", () => {
    const filter = "country=BR&country=PT&not.platform=ios&test=1";
    const definition = alertDefinitionSchema.parse({ ...facts.definition, filter });
    expect(incidentMessage("opened", { ...facts, definition }).summary).toContain(
      "Rejection rate 31.0 % over 5 min (platform not ios, country BR or PT, with test traffic), above 7.3 %",
    );
  });

  it("to Slack brings no markup of its own", () => {
    const { text, blocks } = JSON.parse(slackBody(envelope(opened.summary), opened));
    expect(text).toContain("Rejections &lt;in&gt; Brazil &amp; Spain");
    expect(blocks[1].elements[0].text).toContain("<https://console.example.com/alerts/3|Open in the console>");
  });

  it("by mail has the first sentence as subject", () => {
    const mail = mailOf(envelope(opened.summary), opened);
    expect(mail.subject).toBe("[Attestry] Firing: Rejections <in> Brazil & Spain");
    expect(mail.text).toContain("Incident 12, critical.");
    expect(mail.text).toContain("\nhttps://console.example.com/alerts/3\n");
    expect(mailOf(envelope("Test of the channel ops. Sent by ada."), { type: "test", sentBy: "ada" }).subject).toBe(
      "[Attestry] Test of the channel ops",
    );
  });
});
