import { bigint, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { apps } from "./apps";
import { bytea, instant } from "./columns";

/** Keys that App Attest attested. `counter` is the greatest that an assertion showed; events raise it as they are written. */
export const appAttestKeys = pgTable(
  "app_attest_keys",
  {
    appId: integer("app_id")
      .notNull()
      .references(() => apps.id),
    /** SHA-256 of the key, standard base64. */
    keyId: text("key_id").notNull(),
    instanceId: uuid("instance_id").notNull().unique(),
    /** production or development. */
    environment: text().notNull(),
    counter: bigint({ mode: "number" }).notNull().default(0),
    /** The event whose assertion raised it last. */
    raisedBy: uuid("raised_by"),
    /** What Apple's fraud assessment takes. */
    receipt: bytea().notNull(),
    enrolledAt: instant("enrolled_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.keyId] })],
);

/** An app's Play Integrity keys; two count while they rotate. `sealed` is a JWE that only the data plane opens. */
export const playIntegrityKeys = pgTable(
  "play_integrity_keys",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    appId: integer("app_id")
      .notNull()
      .references(() => apps.id),
    sealed: text().notNull(),
    /** First 8 hex characters of SHA-256 over the verification key, to tell keys apart. */
    fingerprint: text().notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    revokedAt: instant("revoked_at"),
  },
  (table) => [index("play_integrity_keys_app").on(table.appId)],
);

/** Each host's copy of the revocation list of attestation certificates, for the console. */
export const revocationLists = pgTable("revocation_lists", {
  host: text().primaryKey(),
  /** URL or path. */
  source: text().notNull(),
  /** When the copy in use was made at its source; null while there is none. */
  retrievedAt: instant("retrieved_at"),
  entries: integer(),
  /** Of the list's text, lower-case hex. */
  sha256: text(),
  checkedAt: instant("checked_at").notNull(),
  nextAt: instant("next_at").notNull(),
  /** Age beyond which nothing is accepted. */
  maximumAgeSeconds: integer("maximum_age_seconds").notNull(),
  /** Why the last look at the source failed, one sentence. */
  problem: text(),
});
