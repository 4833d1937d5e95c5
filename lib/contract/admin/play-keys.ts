import { z } from "zod";
import { instantSchema } from "./common";

/** One set of an app's Play Integrity keys; what they are is sealed. */
export const playKeySetSchema = z.object({
  id: z.int(),
  /** First 8 hex characters of SHA-256 over the verification key, as the console's page or the CLI computed it. */
  fingerprint: z.string(),
  createdBy: z.string(),
  createdAt: instantSchema,
  revokedAt: instantSchema.nullable(),
});
export type PlayKeySet = z.infer<typeof playKeySetSchema>;

export const playKeysStateSchema = z.object({
  /** Newest first. */
  keys: z.array(playKeySetSchema),
  /** What new keys are sealed to, and for which purpose; null before the first start of a data plane. */
  seal: z
    .object({
      kid: z.string(),
      publicJwk: z.object({ kty: z.literal("EC"), crv: z.literal("P-256"), x: z.string(), y: z.string() }),
      purpose: z.string(),
    })
    .nullable(),
});
export type PlayKeysState = z.infer<typeof playKeysStateSchema>;

export const addPlayKeysSchema = z.strictObject({
  /** JSON of both keys as a compact JWE: ECDH-ES, A256GCM, header members alg, enc, epk, kid, purpose. */
  sealed: z
    .string()
    .max(4096)
    .regex(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/, "Send the keys as a compact JWE."),
  fingerprint: z.string().regex(/^[0-9a-f]{8}$/, "A fingerprint is 8 hex digits."),
});
