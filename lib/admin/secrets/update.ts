import { eq } from "drizzle-orm";
import { secrets } from "../../../drizzle/schema";
import { idParams } from "../../contract/admin/common";
import { secretSchema, updateSecretSchema } from "../../contract/admin/secrets";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { findSecret, lockRevision, raiseRevision } from "./public-secret";
import { assertRoom } from "./room";
import { writeScopes } from "./scopes";

export const updateSecret = defineEndpoint({
  method: "PATCH",
  path: "/api/secrets/{id}",
  summary: "Change which apps get a secret, and which API domains its value may be sent to",
  permission: "secrets:write",
  params: idParams,
  body: updateSecretSchema,
  response: secretSchema,
  run: (context) => {
    const { id } = context.params;
    const { revision, domains, scopes } = context.body;
    const { now } = context;
    return change(context, { configuration: true }, async (tx) => {
      const before = await lockRevision(tx, id, revision, now);
      if (domains !== undefined) await tx.update(secrets).set({ domains }).where(eq(secrets.id, id));
      if (scopes !== undefined) await writeScopes(tx, { secretId: id, name: before.name, scopes });
      await raiseRevision(tx, before, context.principal.name, now);
      const after = await findSecret(tx, id, now);
      const field = scopes === undefined ? "domains" : "scopes";
      await assertRoom(
        tx,
        after.scopes.map(({ appId }) => appId),
        field,
        now,
      );
      return { answer: after, audit: { action: "secret.update", entity: `secret:${id}`, before, after } };
    });
  },
});
