import { z } from "zod";
import { ROLES } from "../outcome";

/** Who the caller is and what it may do. */
export const meSchema = z.object({
  kind: z.enum(["user", "api-key"]),
  /** E-mail address of a person, name of a key. */
  name: z.string(),
  role: z.enum(ROLES),
  permissions: z.array(z.string()),
});
export type Me = z.infer<typeof meSchema>;
