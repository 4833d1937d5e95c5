import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { instant } from "./columns";

/** Where notifications go. Everything secret about it is in `sealed`. */
export const alertChannels = pgTable(
  "alert_channels",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    name: text().notNull(),
    kind: text().notNull(),
    target: text().notNull(),
    sealed: text().notNull(),
    sealId: uuid("seal_id").notNull(),
    fingerprint: text(),
    filter: text(),
    cursorPosition: bigint("cursor_position", { mode: "number" }),
    cursorEvent: uuid("cursor_event"),
    enabled: boolean().notNull().default(true),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    deletedAt: instant("deleted_at"),
  },
  (table) => [uniqueIndex("alert_channels_name").on(table.name).where(sql`deleted_at IS NULL`)],
);

export const alertRules = pgTable(
  "alert_rules",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    name: text().notNull(),
    severity: text().notNull(),
    definition: jsonb().notNull(),
    enabled: boolean().notNull().default(true),
    mutedUntil: instant("muted_until"),
    mutedBy: text("muted_by"),
    muteReason: text("mute_reason"),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    deletedAt: instant("deleted_at"),
  },
  (table) => [uniqueIndex("alert_rules_name").on(table.name).where(sql`deleted_at IS NULL`)],
);

export const alertRuleChannels = pgTable(
  "alert_rule_channels",
  {
    ruleId: integer("rule_id")
      .notNull()
      .references(() => alertRules.id),
    channelId: integer("channel_id")
      .notNull()
      .references(() => alertChannels.id),
  },
  (table) => [primaryKey({ columns: [table.ruleId, table.channelId] })],
);

/** One stretch of time in which a rule fired; at most one open a rule. */
export const alertIncidents = pgTable(
  "alert_incidents",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    ruleId: integer("rule_id")
      .notNull()
      .references(() => alertRules.id),
    ruleName: text("rule_name").notNull(),
    severity: text().notNull(),
    definition: jsonb().notNull(),
    openedAt: instant("opened_at").notNull(),
    opened: jsonb().notNull(),
    worst: jsonb().notNull(),
    closedAt: instant("closed_at"),
    closeCause: text("close_cause"),
    muted: boolean().notNull(),
    acknowledgedAt: instant("acknowledged_at"),
    acknowledgedBy: text("acknowledged_by"),
    note: text(),
  },
  (table) => [
    uniqueIndex("alert_incidents_open").on(table.ruleId).where(sql`closed_at IS NULL`),
    index("alert_incidents_rule").on(table.ruleId, table.id.desc()),
  ],
);

/** Where a rule stands; the row is the lease of whoever judges it. */
export const alertStates = pgTable("alert_states", {
  ruleId: integer("rule_id")
    .primaryKey()
    .references(() => alertRules.id),
  phase: text().notNull().default("quiet"),
  phaseSince: instant("phase_since"),
  evaluatedUntil: instant("evaluated_until").notNull(),
  latest: jsonb(),
  incidentId: integer("incident_id").references(() => alertIncidents.id),
});

/** The outbox: one message to one channel. */
export const alertDeliveries = pgTable(
  "alert_deliveries",
  {
    id: uuid().primaryKey(),
    channelId: integer("channel_id")
      .notNull()
      .references(() => alertChannels.id),
    incidentId: integer("incident_id").references(() => alertIncidents.id),
    kind: text().notNull(),
    payload: jsonb().notNull(),
    summary: text().notNull(),
    state: text().notNull().default("waiting"),
    tries: integer().notNull().default(0),
    nextAttemptAt: instant("next_attempt_at").notNull(),
    leasedUntil: instant("leased_until"),
    createdAt: instant("created_at").notNull(),
    settledAt: instant("settled_at"),
  },
  (table) => [
    uniqueIndex("alert_deliveries_once")
      .on(table.incidentId, table.channelId, table.kind)
      .where(sql`incident_id IS NOT NULL`),
    index("alert_deliveries_due").on(table.nextAttemptAt).where(sql`state = 'waiting'`),
    index("alert_deliveries_channel").on(table.channelId, table.id.desc()),
  ],
);

/** Every attempt to deliver. */
export const alertAttempts = pgTable(
  "alert_attempts",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    deliveryId: uuid("delivery_id")
      .notNull()
      .references(() => alertDeliveries.id, { onDelete: "cascade" }),
    at: instant("at").notNull(),
    milliseconds: integer().notNull(),
    status: integer(),
    problem: text(),
  },
  (table) => [index("alert_attempts_delivery").on(table.deliveryId, table.id)],
);
