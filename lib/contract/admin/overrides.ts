import { z } from "zod";
import { futureInstantSchema, instantSchema, pageQuery, ROW_MAX, reasonSchema } from "./common";

export const OVERRIDES = ["force-pass", "force-fail", "ban"] as const;

/** An instance by its UUID, or by the `did` of its tokens: standard base64 of the same 16 bytes. */
export const instanceIdSchema = z
  .string()
  .trim()
  .transform((text) => (/^[A-Za-z0-9+/]{22}==$/.test(text) ? uuidOfDid(text) : text.toLowerCase()))
  .pipe(z.guid("An instance id is a UUID or the did of a token."));

function uuidOfDid(did: string): string {
  const hex = Array.from(atob(did), (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** An owner's decision about one instance that outranks the policy. */
export const overrideSchema = z.object({
  id: z.int(),
  instanceId: z.string(),
  kind: z.enum(OVERRIDES),
  reason: z.string(),
  owner: z.string(),
  createdAt: instantSchema,
  expiresAt: instantSchema.nullable(),
  liftedAt: instantSchema.nullable(),
  liftedBy: z.string().nullable(),
  /** Attestations it has decided. */
  uses: z.int(),
  lastUsedAt: instantSchema.nullable(),
});
export type Override = z.infer<typeof overrideSchema>;

export const overridesSchema = z.object({ overrides: z.array(overrideSchema), nextCursor: z.int().nullable() });

export const listOverridesQuery = z.object({
  ...pageQuery,
  instanceId: instanceIdSchema.optional(),
  /** Only those in force now. */
  active: z.enum(["true", "false"]).default("false"),
});

/** The longest that an instance may be let through whatever its evidence says, in days. */
export const FORCE_PASS_DAYS_MAX = 90;

/** Stands for the instance of an app that attested last: a tester's phone, a moment after it was used. */
export const LATEST_INSTANCE = "latest";

export const createOverrideSchema = z.strictObject({
  instanceId: z.union([z.literal(LATEST_INSTANCE), instanceIdSchema]),
  /** The app whose latest instance is meant; needed with `latest` only. */
  appId: z.int().min(1).max(ROW_MAX).optional(),
  kind: z.enum(OVERRIDES),
  reason: reasonSchema,
  /** When it ends by itself; a force-pass always does, within {@link FORCE_PASS_DAYS_MAX}. */
  expiresAt: futureInstantSchema.nullable().default(null),
});
