import { z } from "zod";
import { DEFAULT_WAIVED, DEVELOPMENT_PURPOSES, WAIVABLE_SIGNALS } from "../development";
import { SIGNAL_IDS } from "../signals";
import { futureInstantSchema, instantSchema, lineSchema } from "./common";

/** The longest that a credential may hold, in days. */
export const CREDENTIAL_DAYS_MAX = 366;

/** The highest limit on the enrolments with one. */
const CREDENTIAL_USES_MAX = 1_000_000;

/** A development credential as it is listed: without its private key, which is kept nowhere. */
export const developmentCredentialSchema = z.object({
  id: z.int(),
  appId: z.int(),
  credentialId: z.string(),
  name: z.string(),
  purpose: z.enum(DEVELOPMENT_PURPOSES),
  /** Signals that don't reject where it is shown. */
  waives: z.array(z.enum(SIGNAL_IDS)),
  createdBy: z.string(),
  createdAt: instantSchema,
  expiresAt: instantSchema,
  revokedAt: instantSchema.nullable(),
  revokedBy: z.string().nullable(),
  /** Enrolments and attestations it was good for. */
  uses: z.int(),
  /** Enrolments it may be shown at, and how many of them are left; null for any number. */
  usesMax: z.int().nullable(),
  usesLeft: z.int().nullable(),
  lastUsedAt: instantSchema.nullable(),
});
export type DevelopmentCredentialRow = z.infer<typeof developmentCredentialSchema>;

export const developmentCredentialsSchema = z.object({ credentials: z.array(developmentCredentialSchema) });

export const createDevelopmentCredentialSchema = z.strictObject({
  name: lineSchema(100),
  purpose: z.enum(DEVELOPMENT_PURPOSES).default("development"),
  waives: z
    .array(z.enum(SIGNAL_IDS).refine((id) => WAIVABLE_SIGNALS.includes(id), "This signal can't be waived."))
    .min(1, "Waive at least one signal.")
    .max(SIGNAL_IDS.length)
    .default([...DEFAULT_WAIVED]),
  expiresAt: futureInstantSchema,
  /** Installations that may enrol with it; null for any number. */
  usesMax: z
    .int("A whole number.")
    .min(1, "At least 1.")
    .max(CREDENTIAL_USES_MAX, "At most 1,000,000.")
    .nullable()
    .default(null),
});
export type NewDevelopmentCredential = z.input<typeof createDevelopmentCredentialSchema>;

/** The only answer that ever holds the private key. */
export const createdDevelopmentCredentialSchema = z.object({
  credential: developmentCredentialSchema,
  /** For the SDK's `developmentCredential`. */
  secret: z.string(),
});
export type CreatedDevelopmentCredential = z.infer<typeof createdDevelopmentCredentialSchema>;
