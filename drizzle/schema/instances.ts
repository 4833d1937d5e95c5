import { boolean, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { apps } from "./apps";
import { instant } from "./columns";

/** One installation of one app, made by its enrolment and never changed after. */
export const instances = pgTable(
  "instances",
  {
    id: uuid().primaryKey(),
    appId: integer("app_id")
      .notNull()
      .references(() => apps.id),
    enrolledAt: instant("enrolled_at").notNull(),
    format: text().notNull(),
    securityLevel: text("security_level").notNull(),
    /** RFC 7638 thumbprint of the instance key, base64url. */
    thumbprint: text().notNull().unique(),
    test: boolean().notNull(),
    model: text().notNull(),
    /** What the platform evidence proved, as shown in the console. */
    evidence: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (table) => [index("instances_app_enrolled").on(table.appId, table.enrolledAt)],
);

/** An owner's decision about one instance that outranks the policy until it expires or is lifted. */
export const overrides = pgTable(
  "overrides",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    instanceId: uuid("instance_id").notNull(),
    /** force-pass, force-fail or ban. */
    kind: text().notNull(),
    reason: text().notNull(),
    owner: text().notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at"),
    liftedAt: instant("lifted_at"),
    liftedBy: text("lifted_by"),
  },
  (table) => [index("overrides_instance").on(table.instanceId)],
);
