/** What leaves for each kind of channel. */
import { z } from "zod";
import type { Mail } from "./mail";
import type { IncidentMessage } from "./message";

export interface Envelope {
  /** The idempotency id. */
  readonly id: string;
  readonly createdAt: Date;
  readonly summary: string;
  readonly consoleUrl: string;
}

const incidentPayload = z.object({
  type: z.enum(["alert.opened", "alert.closed"]),
  summary: z.string(),
  incident: z.object({ id: z.number(), closeCause: z.string().nullable() }).loose(),
  rule: z.object({ id: z.number(), name: z.string(), severity: z.string() }).loose(),
});
export const testPayload = z.object({ type: z.literal("test"), sentBy: z.string() });
const alertPayload = z.union([incidentPayload, testPayload]);
/** A stored payload of kinds `opened`, `closed` and `test`. */
export type AlertPayload = z.infer<typeof alertPayload> | IncidentMessage;

export function parseAlertPayload(stored: unknown): z.infer<typeof alertPayload> {
  return z.union([incidentPayload.loose(), testPayload]).parse(stored);
}

/** The rule's own page, which lists its incidents; that of all alerts for a test, and for a rule that was deleted. */
function linkOf({ consoleUrl }: Envelope, payload: z.infer<typeof alertPayload>): string {
  const isGone = payload.type === "test" || payload.incident.closeCause === "rule-deleted";
  return isGone ? `${consoleUrl}/alerts` : `${consoleUrl}/alerts/${payload.rule.id}`;
}

/** The JSON body of a webhook. */
export function webhookBody(envelope: Envelope, stored: unknown): string {
  const payload = parseAlertPayload(stored);
  return JSON.stringify({
    ...payload,
    id: envelope.id,
    at: envelope.createdAt.toISOString(),
    summary: envelope.summary,
    link: linkOf(envelope, payload),
  });
}

/** The JSON body of a Slack incoming webhook: `text` for notifications and whatever reads no blocks. */
export function slackBody(envelope: Envelope, stored: unknown): string {
  const payload = parseAlertPayload(stored);
  const marks = { "alert.opened": ":rotating_light:", "alert.closed": ":white_check_mark:", test: ":wave:" } as const;
  const text = `${marks[payload.type]} ${escapeSlack(envelope.summary)}`;
  return JSON.stringify({
    text,
    blocks: [
      { type: "section", text: { type: "mrkdwn", text } },
      {
        type: "context",
        elements: [{ type: "mrkdwn", text: `<${linkOf(envelope, payload)}|Open in the console> · ${envelope.id}` }],
      },
    ],
  });
}

/** Slack reads &, < and > as its own markup. */
function escapeSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export function mailOf(envelope: Envelope, stored: unknown): Mail {
  const payload = parseAlertPayload(stored);
  const [subject = "Attestry"] = envelope.summary.split(". ");
  const details = payload.type === "test" ? [] : [`Incident ${payload.incident.id}, ${payload.rule.severity}.`];
  return {
    id: envelope.id,
    subject: `[Attestry] ${subject.replace(/\.$/, "")}`,
    text: [envelope.summary, ...details, "", linkOf(envelope, payload), "", `Message ${envelope.id}`].join("\n"),
  };
}
