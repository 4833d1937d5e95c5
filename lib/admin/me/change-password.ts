import { eq } from "drizzle-orm";
import { users } from "../../../drizzle/schema";
import { verifyCredentials } from "../../auth/credentials";
import { hashPassword } from "../../auth/password";
import { requirePerson } from "../../auth/principal";
import { revokeSessionsOf } from "../../auth/session";
import { doneSchema } from "../../contract/admin/common";
import { changePasswordSchema } from "../../contract/admin/people";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { signInGuard } from "../sessions/sign-in";

export const changePassword = defineEndpoint({
  method: "POST",
  path: "/api/me/password",
  summary: "Change the caller's own password; signs out every other browser of theirs",
  permission: "signed-in",
  body: changePasswordSchema,
  response: doneSchema,
  run: async (context) => {
    const person = requirePerson(context.principal);
    const { currentPassword, newPassword } = context.body;
    const attempt = { email: person.name, password: currentPassword, address: context.address };
    const checked = await verifyCredentials(context.db, signInGuard, attempt, context.now);
    if (checked.outcome === "locked") {
      throw new AttestryError("locked_out", `Too many attempts. Try again in ${checked.retryAfterSeconds} s.`);
    }
    if (checked.outcome === "refused") {
      throw new AttestryError("invalid_request", "Not valid: currentPassword.", {
        fields: { currentPassword: "This is not your password." },
      });
    }
    const passwordHash = await hashPassword(newPassword);
    return change(context, { configuration: false }, async (tx) => {
      await tx.update(users).set({ passwordHash }).where(eq(users.id, person.id));
      await revokeSessionsOf(tx, person.id, context.now, { except: person.sessionId });
      return { answer: { done: true }, audit: { action: "person.change-password", entity: `person:${person.id}` } };
    });
  },
});
