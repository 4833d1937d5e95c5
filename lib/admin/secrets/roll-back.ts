import { and, eq } from "drizzle-orm";
import { secretVersions } from "../../../drizzle/schema";
import { rollBackSecretSchema, secretSchema, secretVersionParams } from "../../contract/admin/secrets";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { firstRow } from "../rows";
import { insertVersion, nextVersion, parseActiveFrom } from "./insert-version";
import { findSecret, lockSecret } from "./public-secret";
import { assertRoom } from "./room";

export const rollBackSecret = defineEndpoint({
  method: "POST",
  path: "/api/secrets/{id}/versions/{version}/roll-back",
  summary: "Make an earlier version's value a new version; a revoked one stays revoked",
  permission: "secrets:write",
  params: secretVersionParams,
  body: rollBackSecretSchema,
  response: secretSchema,
  status: 201,
  run: (context) => {
    const { id, version: source } = context.params;
    const { overlapSeconds, expectedVersion } = context.body;
    const { now } = context;
    const activeFrom = parseActiveFrom(context.body.activeFrom, now);
    return change(context, { configuration: true }, async (tx) => {
      const before = await lockSecret(tx, id, now);
      const earlier = before.versions.find(({ version }) => version === source);
      if (earlier === undefined) throw new AttestryError("not_found", "This secret has no such version.");
      if (earlier.state === "revoked") {
        throw new AttestryError("conflict", `Version ${source} was revoked; its value must not come back.`);
      }
      if (earlier.state === "current" || earlier.state === "scheduled") {
        throw new AttestryError("conflict", `Version ${source} is ${earlier.state} already.`);
      }
      const version = nextVersion(before, expectedVersion);
      const ofSource = and(eq(secretVersions.secretId, id), eq(secretVersions.version, source));
      const { sealed, vaultKid, bytes, fingerprint } = firstRow(await tx.select().from(secretVersions).where(ofSource));
      const note = context.body.note === "" ? `Rolled back to version ${source}` : context.body.note;
      const value = { sealed, vaultKid, bytes, fingerprint };
      const createdBy = context.principal.name;
      await insertVersion(tx, { ...value, secretId: id, version, note, createdBy, activeFrom, overlapSeconds }, now);
      await assertRoom(
        tx,
        before.scopes.map(({ appId }) => appId),
        "version",
        now,
      );
      const after = await findSecret(tx, id, now);
      return {
        answer: after,
        audit: { action: "secret.roll-back", entity: `secret:${id}/version:${version}`, before, after },
      };
    });
  },
});
