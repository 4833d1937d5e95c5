import { z } from "zod";
import { domainSchema, TOKEN_ALGORITHMS, tokenSettingsSchema } from "../tokens";
import { idSchema, instantSchema } from "./common";

/** A key that signs tokens of one API, without its secret half. */
export const tokenKeySchema = z.object({
  kid: z.string(),
  algorithm: z.enum(TOKEN_ALGORITHMS),
  /** First 8 hex digits of SHA-256 over the secret (HS256) or the SPKI (ES256, RS256). */
  fingerprint: z.string(),
  /** `next` waits for its time, `current` signs, `overlapping` is still published, `retired` is neither. */
  state: z.enum(["next", "current", "overlapping", "retired"]),
  createdAt: instantSchema,
  supersededAt: instantSchema.nullable(),
  retiresAt: instantSchema.nullable(),
  /** The public half of an ES256 or RS256 key. */
  publicJwk: z.record(z.string(), z.string()).nullable(),
  /** The same as PEM (SubjectPublicKeyInfo). */
  publicPem: z.string().nullable(),
});
export type TokenKey = z.infer<typeof tokenKeySchema>;

/** An API whose backend checks tokens. */
export const apiDomainSchema = z.object({
  id: z.int(),
  domain: z.string(),
  tokenSettings: tokenSettingsSchema,
  /** Row ids of the apps that get tokens for it. */
  apps: z.array(z.int()),
  keys: z.array(tokenKeySchema),
  createdAt: instantSchema,
});
export type ApiDomain = z.infer<typeof apiDomainSchema>;

export const apiDomainsSchema = z.object({ apiDomains: z.array(apiDomainSchema) });

/** For relying parties that read a secret as text: 64 ASCII characters instead of 64 bytes. HS256 only. */
const asciiSecret = z.boolean().default(false);

const appIds = z.array(z.int().min(1)).max(1000);

export const createApiDomainSchema = z.strictObject({
  domain: domainSchema,
  tokenSettings: tokenSettingsSchema.prefault({}),
  apps: appIds.default([]),
  asciiSecret,
});

export const updateApiDomainSchema = z
  .strictObject({ tokenSettings: tokenSettingsSchema.optional(), apps: appIds.optional() })
  .refine((change) => Object.keys(change).length > 0, "Nothing to change was given.");

/** An HS256 secret in every form a relying party may want it in; told once. */
export const secretExportSchema = z.object({
  base64: z.string(),
  base64url: z.string(),
  percentEncoded: z.string(),
  jwk: z.object({
    kty: z.literal("oct"),
    k: z.string(),
    kid: z.string(),
    alg: z.literal("HS256"),
    use: z.literal("sig"),
  }),
});
export type SecretExport = z.infer<typeof secretExportSchema>;

/** `secret` is null for ES256 and RS256, whose private halves nobody ever sees. */
export const apiDomainWithSecretSchema = z.object({
  apiDomain: apiDomainSchema,
  secret: secretExportSchema.nullable(),
});
export type ApiDomainWithSecret = z.infer<typeof apiDomainWithSecretSchema>;

export const rotateTokenKeySchema = z.strictObject({
  /** Stays as it is unless given. */
  algorithm: z.enum(TOKEN_ALGORITHMS).optional(),
  /** Seconds until the new key signs: time to bring it to the backends. 0 rotates now. */
  signsAfterSeconds: z
    .int()
    .min(0)
    .max(30 * 86_400)
    .default(3600),
  /** Seconds for which the old key stays published after that; at least as long as a token lives. */
  overlapSeconds: z
    .int()
    .min(0)
    .max(30 * 86_400)
    .default(3600),
  asciiSecret,
});

export const tokenKeyParams = z.object({ id: idSchema, kid: z.string().max(100) });
