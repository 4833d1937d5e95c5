import { z } from "zod";
import { VIEW_PAGES } from "../views";
import { instantSchema, lineSchema } from "./common";

/** A view that somebody keeps by name. */
export const savedViewSchema = z.object({
  id: z.int(),
  name: z.string(),
  page: z.enum(VIEW_PAGES),
  /** The page's query string, without a question mark. */
  query: z.string(),
  shared: z.boolean(),
  /** Whether it is the asking person's own; only own ones can be deleted. */
  own: z.boolean(),
  /** E-mail address of whose it is. */
  owner: z.string(),
  createdAt: instantSchema,
});
export type SavedView = z.infer<typeof savedViewSchema>;

export const savedViewsSchema = z.object({ savedViews: z.array(savedViewSchema) });

export const createSavedViewSchema = z.strictObject({
  name: lineSchema(60),
  page: z.enum(VIEW_PAGES),
  query: z
    .string()
    .max(4000, "At most 4,000 characters.")
    .regex(/^[\x21-\x7e]*$/, "A query string has no blanks and no line breaks."),
  shared: z.boolean().default(false),
});
