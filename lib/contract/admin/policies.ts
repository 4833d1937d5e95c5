import { z } from "zod";
import { appraisalPolicySchema } from "../policy";
import { idSchema, instantSchema, reasonSchema } from "./common";

/** One immutable version of an app's policy. */
export const policyVersionSchema = z.object({
  version: z.int(),
  policy: appraisalPolicySchema,
  /** Why it was written. */
  reason: z.string(),
  author: z.string(),
  createdAt: instantSchema,
  /** When it came into force, newest first; empty for one that never did. */
  activations: z.array(z.object({ at: instantSchema, by: z.string(), reason: z.string().nullable() })),
});
export type PolicyVersion = z.infer<typeof policyVersionSchema>;

export const policiesSchema = z.object({
  /** The version in force. */
  activeVersion: z.int().nullable(),
  versions: z.array(policyVersionSchema),
  nextCursor: z.int().nullable(),
});
export type Policies = z.infer<typeof policiesSchema>;

export const createPolicyVersionSchema = z.strictObject({
  /** The newest version the author has seen: a newer one means that somebody else was faster. */
  baseVersion: z.int().min(0),
  policy: appraisalPolicySchema,
  reason: reasonSchema,
});

export const policyVersionParams = z.object({ id: idSchema, version: idSchema });

export const activatePolicySchema = z.strictObject({
  /** The version believed to be in force; another one means that somebody else was faster. */
  replaces: z.int().nullable().optional(),
  /** The app's id, typed, where more than one in a hundred live instances would newly be rejected. */
  confirm: z.string().max(200).optional(),
  /** Why; the console asks for it. */
  reason: reasonSchema.optional(),
});
