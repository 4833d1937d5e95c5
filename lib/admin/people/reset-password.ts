import { eq } from "drizzle-orm";
import { users } from "../../../drizzle/schema";
import { hashPassword } from "../../auth/password";
import { revokeSessionsOf } from "../../auth/session";
import { idParams } from "../../contract/admin/common";
import { personWithPasswordSchema } from "../../contract/admin/people";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { makePassword } from "./made-password";
import { findPerson } from "./public-person";

export const resetPassword = defineEndpoint({
  method: "POST",
  path: "/api/people/{id}/reset-password",
  summary: "Make a new password for a person, told once; signs them out everywhere and ends a lock-out",
  permission: "people:write",
  params: idParams,
  response: personWithPasswordSchema,
  run: async (context) => {
    const { id } = context.params;
    const password = makePassword();
    const passwordHash = await hashPassword(password);
    return change(context, { configuration: false }, async (tx) => {
      const person = await findPerson(tx, id);
      await tx.update(users).set({ passwordHash, failedSignIns: 0, lockedUntil: null }).where(eq(users.id, id));
      await revokeSessionsOf(tx, id, context.now);
      return { answer: { person, password }, audit: { action: "person.reset-password", entity: `person:${id}` } };
    });
  },
});
