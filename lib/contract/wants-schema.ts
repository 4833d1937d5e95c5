import { z } from "zod";
import { JWT_CLAIMS_BYTES_MAX, RESERVED_JWT_CLAIMS } from "./secrets";
import type { Wants } from "./wants";

/** The app's own claims: a JSON object that names none of the service's. */
const jwtClaimsSchema = z
  .record(z.string().min(1).max(64), z.json())
  .refine((claims) => JSON.stringify(claims).length <= JWT_CLAIMS_BYTES_MAX, `at most ${JWT_CLAIMS_BYTES_MAX} bytes`)
  .refine((claims) => RESERVED_JWT_CLAIMS.every((name) => !Object.hasOwn(claims, name)), "a reserved claim is named");

const INTEGER_MAX = 2_147_483_647;

export const wantsSchema = z
  .strictObject({
    secrets: z.literal(true).optional(),
    held_set: z
      .string()
      .regex(/^[A-Za-z0-9_-]{22}$/)
      .optional(),
    used_versions: z.array(z.int().min(1).max(INTEGER_MAX)).max(1000).optional(),
    used_seconds_ago: z.array(z.int().min(0).max(INTEGER_MAX)).max(1000).optional(),
    storage_key: z.literal(true).optional(),
    jwt_claims: jwtClaimsSchema.optional(),
  })
  .refine(
    ({ used_versions: used, used_seconds_ago: ago }) => ago === undefined || ago.length === used?.length,
    "used_seconds_ago has one number for each of used_versions",
  ) satisfies z.ZodType<Wants>;
