import { z } from "zod";
import { instantSchema } from "./common";

/** What runs here. */
export const aboutSchema = z.object({
  version: z.string(),
  licence: z.string(),
  /** Versions of what it runs on. */
  node: z.string(),
  postgres: z.string(),
  consoleUrl: z.string(),
  dataplaneUrl: z.string(),
  /** Private address ranges that notifications may go to. */
  privateReceivers: z.array(z.string()),
  /** Origins whose web views may call the data plane. */
  corsOrigins: z.array(z.string()),
  /** The key that secrets are sealed to, newest first; its private half is with the provider. */
  vaultKeys: z.array(z.object({ kid: z.string(), provider: z.string(), createdAt: instantSchema })),
});
export type About = z.infer<typeof aboutSchema>;
