import { bigint, boolean, index, integer, jsonb, pgEnum, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import { PLATFORMS } from "../../lib/contract/evidence";
import type { AppraisalPolicy } from "../../lib/contract/policy";
import type { TokenSettings } from "../../lib/contract/tokens";
import { instant } from "./columns";

export const platformEnum = pgEnum("platform", PLATFORMS);

/** A registered app on one platform. `id` is small because events and facets carry it. */
export const apps = pgTable(
  "apps",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    platform: platformEnum().notNull(),
    /** Package name or bundle id. */
    appId: text("app_id").notNull(),
    name: text().notNull(),
    acceptsTestTraffic: boolean("accepts_test_traffic").notNull().default(true),
    /** The active policy version; set by activation only. */
    activePolicyId: integer("active_policy_id"),
    createdAt: instant("created_at").notNull().defaultNow(),
    archivedAt: instant("archived_at"),
  },
  (table) => [unique("apps_platform_app_id").on(table.platform, table.appId)],
);

/** Reference values (RFC 9334): what a genuine build of an app looks like. */
export const builds = pgTable(
  "builds",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    appId: integer("app_id")
      .notNull()
      .references(() => apps.id),
    /** apk, aab, ipa or manual. */
    source: text().notNull(),
    versionName: text("version_name").notNull(),
    versionCode: bigint("version_code", { mode: "number" }).notNull(),
    /** SHA-256 of signing certificates, lower-case hex, effective signers first. */
    signerDigests: text("signer_digests").array().notNull(),
    /** Signing-certificate lineage, oldest first. */
    lineage: text().array().notNull().default([]),
    /** iOS: the team that signed it, which App Attest proves. */
    teamId: text("team_id"),
    minSdk: integer("min_sdk"),
    codeDigest: text("code_digest"),
    fileDigest: text("file_digest"),
    /** What else the inspection found, for display. */
    details: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    expiresAt: instant("expires_at"),
    revokedAt: instant("revoked_at"),
    registeredBy: text("registered_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    unique("builds_identity")
      .on(table.appId, table.versionCode, table.versionName, table.signerDigests)
      .nullsNotDistinct(),
  ],
);

/** Immutable versions of an app's policy. */
export const policyVersions = pgTable(
  "policy_versions",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    appId: integer("app_id")
      .notNull()
      .references(() => apps.id),
    version: integer().notNull(),
    policy: jsonb().$type<AppraisalPolicy>().notNull(),
    reason: text().notNull(),
    author: text().notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [unique("policy_versions_app_version").on(table.appId, table.version)],
);

/** When which version was in force. */
export const policyActivations = pgTable(
  "policy_activations",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    appId: integer("app_id")
      .notNull()
      .references(() => apps.id),
    policyVersionId: integer("policy_version_id")
      .notNull()
      .references(() => policyVersions.id),
    activatedBy: text("activated_by").notNull(),
    activatedAt: instant("activated_at").notNull().defaultNow(),
    /** Null where nobody said. */
    reason: text(),
  },
  (table) => [index("policy_activations_app").on(table.appId, table.activatedAt)],
);

/** An API that apps call and whose backend checks tokens. */
export const apiDomains = pgTable("api_domains", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  domain: text().notNull().unique(),
  tokenSettings: jsonb("token_settings").$type<TokenSettings>().notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
});

/** Which apps get tokens for which API. */
export const appApiDomains = pgTable(
  "app_api_domains",
  {
    appId: integer("app_id")
      .notNull()
      .references(() => apps.id),
    apiDomainId: integer("api_domain_id")
      .notNull()
      .references(() => apiDomains.id),
  },
  (table) => [primaryKey({ columns: [table.appId, table.apiDomainId] })],
);

/** A key that signs one API's tokens. `sealed` is a JWE to the vault's public key: only the data plane opens it. */
export const tokenKeys = pgTable(
  "token_keys",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    apiDomainId: integer("api_domain_id")
      .notNull()
      .references(() => apiDomains.id),
    kid: text().notNull().unique(),
    algorithm: text().notNull(),
    sealed: text().notNull(),
    /** Public JWK for ES256 and RS256, null for HS256. */
    publicJwk: jsonb("public_jwk").$type<Record<string, string>>(),
    /** First 8 hex characters of SHA-256 over the key, to tell keys apart. */
    fingerprint: text().notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** No longer signs from here on, still published until `retiresAt`. */
    supersededAt: instant("superseded_at"),
    retiresAt: instant("retires_at"),
  },
  (table) => [index("token_keys_domain").on(table.apiDomainId)],
);

/** The vault's public keys; the private halves live with a key provider, never here. */
export const vaultKeys = pgTable("vault_keys", {
  kid: text().primaryKey(),
  publicJwk: jsonb("public_jwk").$type<{ kty: "EC"; crv: "P-256"; x: string; y: string }>().notNull(),
  provider: text().notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
});

/** Symmetric keys of the data plane itself (challenges, credentials, decoys, test traffic), sealed to the vault. */
export const serviceKeys = pgTable("service_keys", {
  purpose: text().notNull().primaryKey(),
  sealed: text().notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
});
