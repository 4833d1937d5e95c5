import { z } from "zod";
import { ROLES } from "../outcome";
import { PERMISSIONS } from "../permissions";
import { futureInstantSchema, instantSchema, lineSchema } from "./common";

/** An API key as it is listed: without the key. */
export const apiKeySchema = z.object({
  id: z.int(),
  name: z.string(),
  /** First characters of the key. */
  prefix: z.string(),
  role: z.enum(ROLES),
  /** What the key is narrowed to; null for all that its role grants. */
  scopes: z.array(z.string()).nullable(),
  createdBy: z.string(),
  createdAt: instantSchema,
  expiresAt: instantSchema.nullable(),
  lastUsedAt: instantSchema.nullable(),
  revokedAt: instantSchema.nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

export const apiKeysSchema = z.object({ apiKeys: z.array(apiKeySchema) });

export const createApiKeySchema = z.strictObject({
  name: lineSchema(100),
  role: z.enum(ROLES),
  scopes: z.array(z.enum(PERMISSIONS)).min(1, "Choose at least one scope.").nullable().default(null),
  expiresAt: futureInstantSchema.nullable().default(null),
});

/** The only answer that ever holds the key. */
export const createdApiKeySchema = z.object({ apiKey: apiKeySchema, key: z.string() });
export type CreatedApiKey = z.infer<typeof createdApiKeySchema>;
