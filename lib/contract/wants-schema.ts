import { z } from "zod";
import { JWT_CLAIMS_BYTES_MAX, RESERVED_JWT_CLAIMS } from "./secrets";
import type { Wants } from "./wants";

/** The app's own claims: a JSON object that names none of the service's. */
const jwtClaimsSchema = z
  .record(z.string().min(1).max(64), z.json())
  .refine((claims) => JSON.stringify(claims).length <= JWT_CLAIMS_BYTES_MAX, `at most ${JWT_CLAIMS_BYTES_MAX} bytes`)
  .refine((claims) => RESERVED_JWT_CLAIMS.every((name) => !Object.hasOwn(claims, name)), "a reserved claim is named");

export const wantsSchema = z.strictObject({
  secrets: z.literal(true).optional(),
  held_set: z
    .string()
    .regex(/^[A-Za-z0-9_-]{22}$/)
    .optional(),
  used_versions: z.array(z.int().min(1).max(2_147_483_647)).max(1000).optional(),
  storage_key: z.literal(true).optional(),
  jwt_claims: jwtClaimsSchema.optional(),
}) satisfies z.ZodType<Wants>;
