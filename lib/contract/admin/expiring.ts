import { z } from "zod";
import { instantSchema } from "./common";

/** What can run out by itself and stop something that works. */
export const EXPIRING_KINDS = ["build", "token-key", "development-credential", "api-key", "revocation-list"] as const;
export type ExpiringKind = (typeof EXPIRING_KINDS)[number];

export const expiringSchema = z.object({
  items: z.array(
    z.object({
      kind: z.enum(EXPIRING_KINDS),
      /** Row id of the app or API domain it belongs to; null for API keys and revocation lists. */
      ownerId: z.int().nullable(),
      /** Name of that app or domain, of the API key, or of the host. */
      name: z.string(),
      /** Which of its builds, keys or credentials; empty where it has one only. */
      detail: z.string(),
      /** When it ends, or ended. */
      at: instantSchema,
    }),
  ),
});
export type Expiring = z.infer<typeof expiringSchema>;
