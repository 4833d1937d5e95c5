import { z } from "zod";
import { ROLES } from "../outcome";
import { PERMISSIONS } from "../permissions";

/** Who the caller is and what it may do. */
export const meSchema = z.object({
  kind: z.enum(["user", "api-key"]),
  /** E-mail address of a person, name of a key. */
  name: z.string(),
  role: z.enum(ROLES),
  permissions: z.array(z.enum(PERMISSIONS)),
});
export type Me = z.infer<typeof meSchema>;
