import { boolean, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import type { KeyProviderName, VaultPublicJwk } from "../../lib/contract/vault";
import { apps } from "./apps";
import { instant } from "./columns";

/** The key pairs that secrets are sealed to; the private half is here only as a key provider wrapped it. */
export const secretVaultKeys = pgTable("secret_vault_keys", {
  kid: text().primaryKey(),
  publicJwk: jsonb("public_jwk").$type<VaultPublicJwk>().notNull(),
  provider: text().$type<KeyProviderName>().notNull(),
  /** Which of the provider's keys wraps it, for people. */
  providerKey: text("provider_key").notNull(),
  wrapped: text().notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
  wrappedAt: instant("wrapped_at").notNull().defaultNow(),
  retiredAt: instant("retired_at"),
});

/** What each process of the data planes last said of its key provider; `node` names the process. */
export const secretVaultReports = pgTable("secret_vault_reports", {
  node: text().primaryKey(),
  provider: text().notNull(),
  ready: boolean().notNull(),
  problem: text(),
  since: instant("since").notNull(),
  reportedAt: instant("reported_at").notNull(),
});

/** A named secret that instances get after a pass. */
export const secrets = pgTable("secrets", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  /** In the sealed values' header, so that none can be moved to another secret. */
  uid: uuid().notNull().unique(),
  name: text().notNull(),
  /** API domains its value may be sent to. */
  domains: text().array().notNull(),
  createdBy: text("created_by").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
  /** Grows with every change of apps and domains, by whom and when. */
  revision: integer().notNull().default(1),
  changedBy: text("changed_by"),
  changedAt: instant("changed_at"),
  archivedAt: instant("archived_at"),
});

/** Which apps get a secret, from which app version on. */
export const secretScopes = pgTable(
  "secret_scopes",
  {
    appId: integer("app_id")
      .notNull()
      .references(() => apps.id),
    name: text().notNull(),
    secretId: integer("secret_id")
      .notNull()
      .references(() => secrets.id),
    minVersion: text("min_version"),
  },
  (table) => [primaryKey({ columns: [table.appId, table.name] }), index("secret_scopes_secret").on(table.secretId)],
);

/** A sealed value, immutable but for when it ends. */
export const secretVersions = pgTable(
  "secret_versions",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    secretId: integer("secret_id")
      .notNull()
      .references(() => secrets.id),
    version: integer().notNull(),
    vaultKid: text("vault_kid")
      .notNull()
      .references(() => secretVaultKeys.kid),
    sealed: text().notNull(),
    bytes: integer().notNull(),
    fingerprint: text().notNull(),
    note: text().notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    activeFrom: instant("active_from").notNull(),
    /** How long the version before answers on after this one starts. */
    overlapSeconds: integer("overlap_seconds").notNull(),
    revokedAt: instant("revoked_at"),
    revokedBy: text("revoked_by"),
    revokeReason: text("revoke_reason"),
  },
  (table) => [unique("secret_versions_secret_id_version_key").on(table.secretId, table.version)],
);

/** Whether the data plane could open a version; `problem` is null when it could. */
export const secretOpenings = pgTable("secret_openings", {
  versionId: integer("version_id")
    .primaryKey()
    .references(() => secretVersions.id),
  problem: text(),
  at: instant("at").notNull(),
});

/** Each set of versions that was ever handed out together. */
export const secretSets = pgTable("secret_sets", {
  key: text().primaryKey(),
  versionIds: integer("version_ids").array().notNull(),
  /** A few seconds behind. */
  lastDeliveredAt: instant("last_delivered_at"),
});

/** The set each instance holds. */
export const secretHoldings = pgTable("secret_holdings", {
  instanceId: uuid("instance_id").primaryKey(),
  setKey: text("set_key").notNull(),
  facetId: integer("facet_id").notNull(),
  deliveredAt: instant("delivered_at").notNull(),
});

/** How many instances held a version at the end of a minute. */
export const secretAdoption = pgTable(
  "secret_adoption",
  {
    versionId: integer("version_id")
      .notNull()
      .references(() => secretVersions.id),
    test: boolean().notNull(),
    bucket: instant("bucket").notNull(),
    instances: integer().notNull(),
    active: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.versionId, table.test, table.bucket] })],
);

/** Instances that said they used a version after it was retired or revoked. */
export const secretRetiredUses = pgTable(
  "secret_retired_uses",
  {
    versionId: integer("version_id")
      .notNull()
      .references(() => secretVersions.id),
    instanceId: uuid("instance_id").notNull(),
    firstAt: instant("first_at").notNull(),
    lastAt: instant("last_at").notNull(),
    n: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.versionId, table.instanceId] })],
);
