import { z } from "zod";
import { ROLES } from "../outcome";
import { instantSchema, lineSchema } from "./common";

export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "At most 254 characters.")
  .pipe(z.email("Not an e-mail address."));

/** Length is what makes a password strong; 12 is the least. */
export const passwordSchema = z
  .string()
  .min(12, "A password has at least 12 characters.")
  .max(200, "A password has at most 200 characters.");

/** Somebody who signs in. */
export const personSchema = z.object({
  id: z.int(),
  email: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  createdAt: instantSchema,
  lastSeenAt: instantSchema.nullable(),
  disabledAt: instantSchema.nullable(),
});
export type Person = z.infer<typeof personSchema>;

export const peopleSchema = z.object({ people: z.array(personSchema) });

export const createPersonSchema = z.strictObject({
  email: emailSchema,
  name: lineSchema(100),
  role: z.enum(ROLES),
});

export const updatePersonSchema = z
  .strictObject({
    name: lineSchema(100).optional(),
    role: z.enum(ROLES).optional(),
    /** true signs the person out everywhere and keeps them out. */
    disabled: z.boolean().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "Nothing to change was given.");

/** A password made for somebody, told once; they change it after signing in. */
export const personWithPasswordSchema = z.object({ person: personSchema, password: z.string() });
export type PersonWithPassword = z.infer<typeof personWithPasswordSchema>;

export const changePasswordSchema = z.strictObject({
  currentPassword: z.string().max(200),
  newPassword: passwordSchema,
});

/** A signed-in browser of the caller. */
export const sessionSchema = z.object({
  id: z.string(),
  /** Whether it is the one that asks. */
  current: z.boolean(),
  createdAt: instantSchema,
  lastSeenAt: instantSchema,
  expiresAt: instantSchema,
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
});
export type Session = z.infer<typeof sessionSchema>;

export const sessionsSchema = z.object({ sessions: z.array(sessionSchema) });

export const setupSchema = z.strictObject({
  /** From the fragment of the one-time link. */
  token: z.string().min(1, "Open the whole link.").max(100),
  name: lineSchema(100),
  email: emailSchema,
  password: passwordSchema,
});
