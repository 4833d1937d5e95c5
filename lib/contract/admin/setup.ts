import { z } from "zod";
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
  attestation: z.object({ done: z.boolean(), at: instantSchema.nullable(), arc: z.string().nullable() }),
  apiDomain: z.object({ done: z.boolean(), domain: z.string().nullable(), at: instantSchema.nullable() }),
});
export type SetupState = z.infer<typeof setupStateSchema>;
