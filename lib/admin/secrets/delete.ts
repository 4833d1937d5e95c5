import { eq } from "drizzle-orm";
import { secretScopes, secrets } from "../../../drizzle/schema";
import { doneSchema, idParams } from "../../contract/admin/common";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { lockSecret } from "./public-secret";

export const deleteSecret = defineEndpoint({
  method: "DELETE",
  path: "/api/secrets/{id}",
  summary: "Take a secret from every app now; its name is free again and its history stays in the audit",
  permission: "secrets:write",
  params: idParams,
  response: doneSchema,
  run: (context) => {
    const { id } = context.params;
    return change(context, { configuration: true }, async (tx) => {
      const before = await lockSecret(tx, id, context.now);
      await tx.update(secrets).set({ archivedAt: context.now }).where(eq(secrets.id, id));
      await tx.delete(secretScopes).where(eq(secretScopes.secretId, id));
      return { answer: { done: true }, audit: { action: "secret.delete", entity: `secret:${id}`, before } };
    });
  },
});
