import { z } from "zod";
import { eventRowSchema } from "../events";
import { instantSchema } from "./common";

/** Whether the console still waits for its first admin. */
export const setupOpenSchema = z.object({ open: z.boolean() });

/** The checklist of a new installation, in order. `at` is when a step was done, null until then or where unknown. */
export const setupStateSchema = z.object({
  admin: z.object({ done: z.boolean(), email: z.string().nullable(), at: instantSchema.nullable() }),
  dataPlane: z.object({ done: z.boolean(), url: z.string(), latencyMilliseconds: z.number().nullable() }),
  app: z.object({
    done: z.boolean(),
    id: z.int().nullable(),
    name: z.string().nullable(),
    platform: z.string().nullable(),
    at: instantSchema.nullable(),
  }),
  attestation: z.object({ done: z.boolean(), event: eventRowSchema.nullable() }),
  apiDomain: z.object({ done: z.boolean(), domain: z.string().nullable(), at: instantSchema.nullable() }),
  /** Done once a policy version of the owner's own is in force, beyond the one that an app starts with. */
  policy: z.object({
    done: z.boolean(),
    appId: z.int().nullable(),
    app: z.string().nullable(),
    version: z.int().nullable(),
    at: instantSchema.nullable(),
  }),
});
export type SetupState = z.infer<typeof setupStateSchema>;
