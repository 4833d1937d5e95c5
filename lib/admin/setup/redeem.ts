import { hashPassword } from "../../auth/password";
import { isSetupOpen, lockFirstAdmin, redeemSetupToken } from "../../auth/setup-link";
import { doneSchema } from "../../contract/admin/common";
import { setupSchema } from "../../contract/admin/people";
import { AttestryError } from "../../errors";
import { appendAudit } from "../audit/chain";
import { defineEndpoint } from "../endpoint";
import { insertFirstAdmin } from "./first-admin";

export const redeemSetupLink = defineEndpoint({
  method: "POST",
  path: "/api/setup",
  summary: "Create the first admin with the one-time link's token",
  permission: "public",
  body: setupSchema,
  response: doneSchema,
  status: 201,
  run: async ({ db, body: { token, email, name, password }, address, now }) => {
    // Hashing is made to be slow: strangers don't get that far once there is an admin.
    if (!(await isSetupOpen(db))) throw closed();
    const passwordHash = await hashPassword(password);
    return await db.transaction(async (tx) => {
      await lockFirstAdmin(tx);
      if (!(await isSetupOpen(tx))) throw closed();
      if (!(await redeemSetupToken(tx, token, now))) {
        throw new AttestryError(
          "invalid_token",
          "This link is unknown, used or older than a day. Restart for a new one.",
        );
      }
      const record = await insertFirstAdmin(tx, { email, name, passwordHash }, now);
      await appendAudit(tx, { kind: "system", name: "setup-link", address }, record, now);
      return { done: true };
    });
  },
});

function closed(): AttestryError {
  return new AttestryError("conflict", "There is an admin already; the link is void. Sign in instead.");
}
