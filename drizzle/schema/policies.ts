import { index, integer, jsonb, pgTable, real, smallint, text, uuid } from "drizzle-orm/pg-core";
import { apps, policyVersions } from "./apps";
import { instant } from "./columns";

/** Bringing a policy version in step by step; at most one of an app is open. */
export const policyRollouts = pgTable(
  "policy_rollouts",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    appId: integer("app_id")
      .notNull()
      .references(() => apps.id),
    policyVersionId: integer("policy_version_id")
      .notNull()
      .references(() => policyVersions.id),
    /** shadow or enforce. */
    mode: text().notNull(),
    /** Share of the instances it judges, 1 to 100. */
    percent: smallint().notNull(),
    /** running, paused or stopped; completed or ended. */
    state: text().notNull(),
    /** Grows with every change. */
    revision: integer().notNull().default(1),
    /** The band that the rejection rate has to stay in, as shares; null for no bound. */
    lowestRejectionRate: real("lowest_rejection_rate"),
    highestRejectionRate: real("highest_rejection_rate"),
    /** Attestations needed before the rate says anything. */
    minimumAttestations: integer("minimum_attestations").notNull(),
    stopReason: text("stop_reason"),
    startedBy: text("started_by").notNull(),
    startedAt: instant("started_at").notNull(),
    changedBy: text("changed_by").notNull(),
    changedAt: instant("changed_at").notNull(),
    /** Why it was started or changed last; null where nobody said. */
    reason: text(),
    /** Attestations before it don't count against the band. */
    watchedSince: instant("watched_since").notNull(),
    endedAt: instant("ended_at"),
  },
  (table) => [index("policy_rollouts_app").on(table.appId, table.id)],
);

/** Lets builds that are not released pass where they are developed and tested. Only the public key is kept. */
export const developmentCredentials = pgTable(
  "development_credentials",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    appId: integer("app_id")
      .notNull()
      .references(() => apps.id),
    credentialId: uuid("credential_id").notNull().unique(),
    name: text().notNull(),
    /** development or ci. */
    purpose: text().notNull(),
    /** Signals that don't reject where it is shown. */
    waives: text().array().notNull(),
    publicJwk: jsonb("public_jwk").$type<{ kty: "EC"; crv: "P-256"; x: string; y: string }>().notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    /** Enrolments it may be shown at; null for any number. */
    usesMax: integer("uses_max"),
    revokedAt: instant("revoked_at"),
    revokedBy: text("revoked_by"),
  },
  (table) => [index("development_credentials_app").on(table.appId, table.id)],
);
