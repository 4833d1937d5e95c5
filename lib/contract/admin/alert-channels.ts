import { z } from "zod";
import { CHANNEL_KINDS, DELIVERY_KINDS, DELIVERY_STATES } from "../alerts";
import { ruleFilterSchema } from "./alerts";
import { instantSchema, lineSchema } from "./common";
import { emailSchema } from "./people";

const receiverUrl = z
  .string()
  .trim()
  .max(2000, "At most 2,000 characters.")
  .refine((text) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  }, "Must be an https:// URL without user name and password.");

const host = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9.:_-]{1,253}$/, "Must be a host name or an IP address.");

/** How an SMTP server is spoken to: TLS from the start, TLS by STARTTLS and nothing without it, or in the clear. */
export const SMTP_SECURITY = ["tls", "starttls", "none"] as const;

const webhookSettings = z.strictObject({ kind: z.literal("webhook"), url: receiverUrl });
const slackSettings = z.strictObject({ kind: z.literal("slack"), url: receiverUrl });
const eventsSettings = z.strictObject({
  kind: z.literal("events"),
  url: receiverUrl,
  filter: ruleFilterSchema.default(""),
  /** `now`: what comes from here on; `beginning`: also all that is still kept. */
  start: z.enum(["now", "beginning"]).default("now"),
});
const emailSettings = z.strictObject({
  kind: z.literal("email"),
  host,
  port: z.int().min(1).max(65_535).default(587),
  security: z.enum(SMTP_SECURITY).default("starttls"),
  user: z.string().max(254).default(""),
  password: z.string().max(500).default(""),
  from: emailSchema,
  to: z.array(emailSchema).min(1, "Name at least one address.").max(20, "At most 20 addresses."),
});

export const createAlertChannelSchema = z.strictObject({
  name: lineSchema(100),
  settings: z
    .discriminatedUnion("kind", [webhookSettings, slackSettings, emailSettings, eventsSettings])
    .superRefine((settings, context) => {
      if (settings.kind === "email" && settings.security === "none" && settings.password !== "")
        context.addIssue({ code: "custom", path: ["password"], message: "A password is never sent without TLS." });
    }),
});
export type CreateAlertChannel = z.input<typeof createAlertChannelSchema>;

export const updateAlertChannelSchema = z
  .strictObject({ name: lineSchema(100).optional(), enabled: z.boolean().optional() })
  .refine((change) => Object.keys(change).length > 0, "Nothing to change was given.");

/** A channel without its secrets: of a URL only the host is told, for the path often is the secret. */
export const alertChannelSchema = z.object({
  id: z.int(),
  name: z.string(),
  kind: z.enum(CHANNEL_KINDS),
  /** Where it leads, for people: a host, or addresses. */
  target: z.string(),
  /** First 8 hex digits of SHA-256 over the signing secret; null where nothing is signed. */
  fingerprint: z.string().nullable(),
  /** For `events`: what is handed over, and how far it has got in the feed. */
  filter: z.string().nullable(),
  cursor: z.string().nullable(),
  enabled: z.boolean(),
  createdBy: z.string(),
  createdAt: instantSchema,
  /** What waits to be delivered, and how the last attempt went. */
  waiting: z.int(),
  lastDeliveredAt: instantSchema.nullable(),
  lastFailure: z.string().nullable(),
  /** Names of the rules that tell it. */
  rules: z.array(z.string()),
});
export type AlertChannel = z.infer<typeof alertChannelSchema>;

export const alertChannelsSchema = z.object({ channels: z.array(alertChannelSchema) });

/** The signing secret is told once, when it is made; null for kinds that sign nothing. */
export const alertChannelWithSecretSchema = z.object({
  channel: alertChannelSchema,
  signingSecret: z.string().nullable(),
});
export type AlertChannelWithSecret = z.infer<typeof alertChannelWithSecretSchema>;

const deliveryAttemptSchema = z.object({
  at: instantSchema,
  milliseconds: z.int(),
  /** HTTP status, or the SMTP server's code; null when none came. */
  status: z.int().nullable(),
  /** Null when the receiver took it. */
  problem: z.string().nullable(),
});
export type DeliveryAttempt = z.infer<typeof deliveryAttemptSchema>;

/** One message to one channel, with every attempt to deliver it. */
export const alertDeliverySchema = z.object({
  /** The idempotency id that every attempt carries. */
  id: z.string(),
  kind: z.enum(DELIVERY_KINDS),
  incidentId: z.int().nullable(),
  /** In one line, what it says. */
  summary: z.string(),
  state: z.enum(DELIVERY_STATES),
  createdAt: instantSchema,
  settledAt: instantSchema.nullable(),
  nextAttemptAt: instantSchema.nullable(),
  attempts: z.array(deliveryAttemptSchema),
});
export type AlertDelivery = z.infer<typeof alertDeliverySchema>;

export const alertDeliveriesSchema = z.object({ deliveries: z.array(alertDeliverySchema) });
