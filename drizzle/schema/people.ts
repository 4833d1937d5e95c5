import { bigint, index, integer, jsonb, pgEnum, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { ROLES } from "../../lib/contract/outcome";
import { bytea, instant } from "./columns";

export const roleEnum = pgEnum("role", ROLES);

export const users = pgTable("users", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  /** Lower case. */
  email: text().notNull().unique(),
  name: text().notNull(),
  role: roleEnum().notNull(),
  /** argon2id in PHC form. */
  passwordHash: text("password_hash").notNull(),
  failedSignIns: integer("failed_sign_ins").notNull().default(0),
  lockedUntil: instant("locked_until"),
  createdAt: instant("created_at").notNull().defaultNow(),
  disabledAt: instant("disabled_at"),
});

/** A signed-in browser. The cookie's token names the row; ending the row ends the session. */
export const sessions = pgTable(
  "sessions",
  {
    id: uuid().primaryKey(),
    userId: integer("user_id")
      .notNull()
      .references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
    lastSeenAt: instant("last_seen_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    revokedAt: instant("revoked_at"),
    address: text(),
    userAgent: text("user_agent"),
  },
  (table) => [index("sessions_user").on(table.userId)],
);

/** The one-time link that creates the first admin: only its hash is kept. */
export const setupLinks = pgTable("setup_links", {
  tokenHash: bytea("token_hash").primaryKey(),
  createdAt: instant("created_at").notNull().defaultNow(),
  expiresAt: instant("expires_at").notNull(),
  usedAt: instant("used_at"),
});

export const apiKeys = pgTable("api_keys", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  name: text().notNull(),
  /** First characters of the key, to recognise it by. */
  prefix: text().notNull(),
  /** SHA-256 of the key; it has 256 random bits, so a plain hash is enough. */
  keyHash: bytea("key_hash").notNull().unique(),
  role: roleEnum().notNull(),
  /** The permissions the key is narrowed to; null for all that its role grants. */
  scopes: text().array(),
  createdBy: text("created_by").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
  expiresAt: instant("expires_at"),
  lastUsedAt: instant("last_used_at"),
  revokedAt: instant("revoked_at"),
});

/** Who did what, when and from where; never a secret value. Each row's hash covers the one before it. */
export const auditEntries = pgTable(
  "audit_entries",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant("at").notNull(),
    /** user, api-key or system. */
    actorKind: text("actor_kind").notNull(),
    actor: text().notNull(),
    /** noun.verb, such as policy.activate. */
    action: text().notNull(),
    entity: text().notNull(),
    before: jsonb(),
    after: jsonb(),
    address: text(),
    previousHash: bytea("previous_hash").notNull(),
    hash: bytea().notNull().unique(),
  },
  (table) => [index("audit_entries_at").on(table.at), index("audit_entries_action").on(table.action, table.at)],
);
