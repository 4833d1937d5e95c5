import { secrets } from "../../../drizzle/schema";
import { createSecretSchema, secretSchema } from "../../contract/admin/secrets";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { insertVersion, parseActiveFrom } from "./insert-version";
import { findSecret } from "./public-secret";
import { assertRoom } from "./room";
import { writeScopes } from "./scopes";
import { checkSealedValue } from "./sealed-value";

export const createSecret = defineEndpoint({
  method: "POST",
  path: "/api/secrets",
  summary: "Keep a secret for apps: its value comes sealed to the vault and goes to instances that pass",
  permission: "secrets:write",
  body: createSecretSchema,
  response: secretSchema,
  status: 201,
  run: async (context) => {
    const { uid, name, domains, scopes, note, fingerprint } = context.body;
    const { now } = context;
    const createdBy = context.principal.name;
    const activeFrom = parseActiveFrom(context.body.activeFrom, now);
    const value = await checkSealedValue(context.db, uid, context.body.sealed);
    return change(context, { configuration: true }, async (tx) => {
      const [inserted] = await tx
        .insert(secrets)
        .values({ uid, name, domains, createdBy, createdAt: now })
        .onConflictDoNothing()
        .returning({ id: secrets.id });
      if (inserted === undefined) throw new AttestryError("conflict", "A secret with this uid exists already.");
      await writeScopes(tx, { secretId: inserted.id, name, scopes });
      const version = { ...value, secretId: inserted.id, version: 1, fingerprint, note, createdBy, activeFrom };
      await insertVersion(tx, { ...version, overlapSeconds: 0 }, now);
      await assertRoom(
        tx,
        scopes.map(({ appId }) => appId),
        "sealed",
        now,
      );
      const after = await findSecret(tx, inserted.id, now);
      return { answer: after, audit: { action: "secret.create", entity: `secret:${after.id}`, after } };
    });
  },
});
