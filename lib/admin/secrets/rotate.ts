import { idParams } from "../../contract/admin/common";
import { rotateSecretSchema, secretSchema } from "../../contract/admin/secrets";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { insertVersion, nextVersion, parseActiveFrom } from "./insert-version";
import { findSecret, lockSecret } from "./public-secret";
import { assertRoom } from "./room";
import { checkSealedValue } from "./sealed-value";

export const rotateSecret = defineEndpoint({
  method: "POST",
  path: "/api/secrets/{id}/versions",
  summary: "Rotate a secret: a new version goes live now or at a time, the one before overlaps",
  permission: "secrets:write",
  params: idParams,
  body: rotateSecretSchema,
  response: secretSchema,
  status: 201,
  run: async (context) => {
    const { id } = context.params;
    const { fingerprint, note, overlapSeconds, expectedVersion } = context.body;
    const { now } = context;
    const activeFrom = parseActiveFrom(context.body.activeFrom, now);
    const { uid } = await findSecret(context.db, id, now);
    const value = await checkSealedValue(context.db, uid, context.body.sealed);
    return change(context, { configuration: true }, async (tx) => {
      const before = await lockSecret(tx, id, now);
      const version = nextVersion(before, expectedVersion);
      const createdBy = context.principal.name;
      const row = { ...value, secretId: id, version, fingerprint, note, createdBy, activeFrom, overlapSeconds };
      await insertVersion(tx, row, now);
      await assertRoom(
        tx,
        before.scopes.map(({ appId }) => appId),
        "sealed",
        now,
      );
      const after = await findSecret(tx, id, now);
      return {
        answer: after,
        audit: { action: "secret.rotate", entity: `secret:${id}/version:${version}`, before, after },
      };
    });
  },
});
