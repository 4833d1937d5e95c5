import { z } from "zod";

/** An instant as ISO 8601 in UTC with milliseconds. */
export const instantSchema = z.iso.datetime();

/** The largest number that a row, version or revision has. */
export const ROW_MAX = 999_999_999;

/** A row id in a path. */
export const idSchema = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, "An id is a whole number.")
  .transform(Number);

export const idParams = z.object({ id: idSchema });

/** One line that people read: trimmed, without control characters. */
export const lineSchema = (max: number) =>
  z
    .string()
    .trim()
    .min(1, "Must not be empty.")
    .max(max, `At most ${max} characters.`)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, "Control characters are not allowed.");

/** Why somebody did something, for the audit. */
export const reasonSchema = lineSchema(500);

/** An instant to come; the server refuses one that has passed. */
export const futureInstantSchema = z.iso.datetime({
  offset: true,
  error: "Must be a time such as 2026-11-20T10:24:00Z.",
});

/** Newest first, in pages: `before` is the `nextCursor` of the page before. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1, "At least 1.").max(200, "At most 200.").default(50),
  before: idSchema.optional(),
};

/** Answer of a change that has nothing more to tell. */
export const doneSchema = z.object({ done: z.boolean() });

/** What the admin API answers instead of a result. */
export const apiErrorSchema = z.object({
  /** Stable code. */
  error: z.string(),
  /** One sentence for people. */
  error_description: z.string(),
  /** Field path -> message, where the request's fields were wrong. */
  fields: z.record(z.string(), z.string()).optional(),
});
export type ApiError = z.infer<typeof apiErrorSchema>;
