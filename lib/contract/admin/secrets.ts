import { z } from "zod";
import { SECRET_NAME, SECRETS_PER_APP_MAX } from "../secrets";
import { domainSchema } from "../tokens";
import { KEY_PROVIDERS } from "../vault";
import { idSchema, instantSchema, lineSchema, ROW_MAX, reasonSchema } from "./common";

/** Longest overlap, and how far ahead a version may be scheduled. */
const YEAR_SECONDS = 366 * 86_400;

/** What secrets are sealed to, and how its key provider stands. */
export const vaultSchema = z.object({
  /** Null before the data plane has made the vault. */
  key: z
    .object({
      kid: z.string(),
      publicJwk: z.object({ kty: z.literal("EC"), crv: z.literal("P-256"), x: z.string(), y: z.string() }),
      provider: z.enum(KEY_PROVIDERS),
      /** Which of the provider's keys wraps it. */
      providerKey: z.string(),
      createdAt: instantSchema,
      wrappedAt: instantSchema,
    })
    .nullable(),
  /** `unknown` when no data plane has said anything in the last minute. */
  state: z.enum(["open", "shut", "unknown"]),
  problem: z.string().nullable(),
  since: instantSchema.nullable(),
});
export type Vault = z.infer<typeof vaultSchema>;

export const secretNameSchema = z
  .string()
  .regex(SECRET_NAME, "A name has 1 to 64 letters, digits, dots, dashes and underscores.");

/** Dotted numbers, as app versions are compared. */
const minVersionSchema = z.string().regex(/^\d{1,9}(\.\d{1,9}){0,3}$/, "A version looks like 7.14.0.");

/** An app that gets a secret, from a version on. */
export const secretScopeSchema = z.object({ appId: z.int(), minVersion: z.string().nullable() });
export type SecretScope = z.infer<typeof secretScopeSchema>;

export const secretVersionStateSchema = z.enum(["scheduled", "current", "overlapping", "retired", "revoked"]);

/** One version, without its value, which nobody can read back. */
export const secretVersionSchema = z.object({
  id: z.int(),
  version: z.int(),
  state: secretVersionStateSchema,
  /** Twelve hex digits, equal for equal values of one secret. */
  fingerprint: z.string(),
  /** Bytes of UTF-8. */
  bytes: z.int(),
  note: z.string(),
  createdBy: z.string(),
  createdAt: instantSchema,
  activeFrom: instantSchema,
  /** When it is retired; null while no version replaces it. */
  endsAt: instantSchema.nullable(),
  revokedAt: instantSchema.nullable(),
  revokedBy: z.string().nullable(),
  revokeReason: z.string().nullable(),
  /** `pending` until the data plane has opened it; `failed` says why in `problem`. */
  opening: z.enum(["opened", "pending", "failed"]),
  problem: z.string().nullable(),
});
export type SecretVersion = z.infer<typeof secretVersionSchema>;

export const secretSchema = z.object({
  id: z.int(),
  /** Goes into what is sealed, so that a value opens as this secret only. */
  uid: z.uuid(),
  name: z.string(),
  /** API domains its value may be sent to. */
  domains: z.array(z.string()),
  scopes: z.array(secretScopeSchema),
  createdBy: z.string(),
  createdAt: instantSchema,
  /** Grows with every change of apps and domains; each names the one it was made from. */
  revision: z.int(),
  /** Newest first. */
  versions: z.array(secretVersionSchema),
});
export type Secret = z.infer<typeof secretSchema>;

export const secretsSchema = z.object({ secrets: z.array(secretSchema) });

const domainsSchema = z.array(domainSchema).min(1, "Name at least one API domain.").max(100);
const scopesSchema = z
  .array(z.strictObject({ appId: z.int().min(1), minVersion: minVersionSchema.nullable().default(null) }))
  .min(1, "Choose at least one app.")
  .max(100);

/** A value sealed to the vault for one secret; the server can't open it. */
const sealedValue = {
  /** Compact JWE. */
  sealed: z
    .string()
    .max(100_000)
    .regex(/^[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/, "Not a sealed value."),
  fingerprint: z.string().regex(/^[0-9a-f]{12}$/, "A fingerprint has 12 hex digits."),
};

const noteSchema = z.union([z.literal(""), lineSchema(200)]).default("");
const activeFromSchema = z.iso
  .datetime({ offset: true, error: "Must be a time such as 2026-11-20T10:24:00Z." })
  .nullable()
  .default(null);
const overlapSchema = z.int().min(0).max(YEAR_SECONDS, "An overlap ends within a year.").default(86_400);

export const createSecretSchema = z.strictObject({
  uid: z.uuid(),
  name: secretNameSchema,
  domains: domainsSchema,
  scopes: scopesSchema,
  note: noteSchema,
  /** When it goes live; null for now. */
  activeFrom: activeFromSchema,
  ...sealedValue,
});

/** The revision the caller saw: another one by now is a `conflict`. */
const revisionSchema = z.int().min(1).max(ROW_MAX);

export const updateSecretSchema = z
  .strictObject({ revision: revisionSchema, domains: domainsSchema.optional(), scopes: scopesSchema.optional() })
  .refine(({ domains, scopes }) => domains !== undefined || scopes !== undefined, "Nothing to change was given.");

/** The version the caller saw as newest: another one by now is a `conflict`. */
const expectedVersionSchema = z.int().min(1);

export const rotateSecretSchema = z.strictObject({
  expectedVersion: expectedVersionSchema,
  note: noteSchema,
  activeFrom: activeFromSchema,
  /** Seconds for which the version before answers on after the new one starts. */
  overlapSeconds: overlapSchema,
  ...sealedValue,
});

export const rollBackSecretSchema = z.strictObject({
  expectedVersion: expectedVersionSchema,
  note: noteSchema,
  activeFrom: activeFromSchema,
  overlapSeconds: overlapSchema,
});

export const revokeVersionSchema = z.strictObject({ reason: reasonSchema });

export const endOverlapSchema = z.strictObject({
  /** The end the caller saw: another one by now is a `conflict`. */
  expectedEndsAt: instantSchema,
  /** When the version is retired; null for now. */
  endsAt: activeFromSchema,
});

export const secretVersionParams = z.object({ id: idSchema, version: idSchema });

/** One line of an import: a new secret, or the next version of the one with that name. */
const importedSecretSchema = z.strictObject({
  /** Whether it can be a name, the plan says. */
  name: z.string().min(1).max(1000),
  uid: z.uuid(),
  fingerprint: sealedValue.fingerprint,
  /** Left out in a dry run. */
  sealed: sealedValue.sealed.optional(),
  /** Bytes of UTF-8, for a dry run: the plan refuses what can't be kept. */
  bytes: z.int().min(0).max(ROW_MAX).optional(),
});

export const importSecretsSchema = z.strictObject({
  dryRun: z.boolean().default(true),
  /** For secrets that are new; those that exist keep theirs. */
  domains: domainsSchema,
  scopes: scopesSchema,
  note: noteSchema,
  overlapSeconds: overlapSchema,
  secrets: z.array(importedSecretSchema).min(1, "There is no secret in it.").max(SECRETS_PER_APP_MAX),
});

/** What an import does, or would do, with each name. */
export const importPlanSchema = z.object({
  dryRun: z.boolean(),
  secrets: z.array(
    z.object({
      name: z.string(),
      action: z.enum(["create", "rotate", "unchanged", "refuse"]),
      /** The version it becomes. */
      version: z.int().nullable(),
      problem: z.string().nullable(),
    }),
  ),
});
export type ImportPlan = z.infer<typeof importPlanSchema>;

/** How the active fleet stands with one secret; active means attested in the 24 hours before. */
export const secretAdoptionSchema = z.object({
  asOf: instantSchema,
  /** Active instances that the secret is for, whatever they hold of it. */
  active: z.int(),
  versions: z.array(
    z.object({
      id: z.int(),
      version: z.int(),
      instances: z.int(),
      lastDeliveredAt: instantSchema.nullable(),
      /** Instances that said they used it after its end, and when last. */
      retiredUses: z.int(),
      lastRetiredUseAt: instantSchema.nullable(),
    }),
  ),
  /** App versions of active instances that hold another version than the one they would get now. */
  stragglers: z.array(
    z.object({
      appId: z.int(),
      appVersion: z.string(),
      sdkVersion: z.string(),
      version: z.int().nullable(),
      instances: z.int(),
      lastSeenAt: instantSchema,
    }),
  ),
  /** App versions among the active instances in scope. */
  appVersions: z.int(),
  /** Share of active instances on the newest version that started, a point a minute at most. */
  series: z.array(z.object({ at: instantSchema, instances: z.int(), active: z.int() })),
  /** The overlapping version that could be retired, and what speaks for it or against. */
  retire: z
    .object({
      version: z.int(),
      endsAt: instantSchema,
      safe: z.boolean(),
      checks: z.array(
        z.object({
          id: z.enum(["newer-current", "none-delivered", "few-hold"]),
          holds: z.boolean(),
        }),
      ),
    })
    .nullable(),
});
export type SecretAdoption = z.infer<typeof secretAdoptionSchema>;

/** What somebody should look at, soonest or latest first. */
export const secretAttentionSchema = z.object({
  items: z.array(
    z.object({
      secretId: z.int(),
      name: z.string(),
      version: z.int(),
      /** `ends`: an overlap ends. `starts`: a scheduled version goes live. `broken`: it can't be opened. `used`: used past its end. */
      kind: z.enum(["ends", "starts", "broken", "used"]),
      at: instantSchema,
      /** Instances that used it past its end; null for the other kinds. */
      instances: z.int().nullable(),
    }),
  ),
});
export type SecretAttention = z.infer<typeof secretAttentionSchema>;
