import { and, eq } from "drizzle-orm";
import { secretVersions } from "../../../drizzle/schema";
import { revokeVersionSchema, secretSchema, secretVersionParams } from "../../contract/admin/secrets";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { findSecret, lockSecret } from "./public-secret";

export const revokeSecretVersion = defineEndpoint({
  method: "POST",
  path: "/api/secrets/{id}/versions/{version}/revoke",
  summary: "Revoke a version now, or cancel one that is scheduled; nobody is given it any more",
  permission: "secrets:write",
  params: secretVersionParams,
  body: revokeVersionSchema,
  response: secretSchema,
  run: (context) => {
    const { id, version } = context.params;
    const { now } = context;
    return change(context, { configuration: true }, async (tx) => {
      const before = await lockSecret(tx, id, now);
      const found = before.versions.find((candidate) => candidate.version === version);
      if (found === undefined) throw new AttestryError("not_found", "This secret has no such version.");
      if (found.revokedAt !== null) return { answer: before, audit: [] };
      const revoked = { revokedAt: now, revokedBy: context.principal.name, revokeReason: context.body.reason };
      await tx
        .update(secretVersions)
        .set(revoked)
        .where(and(eq(secretVersions.secretId, id), eq(secretVersions.version, version)));
      const after = await findSecret(tx, id, now);
      return {
        answer: after,
        audit: { action: "secret.revoke", entity: `secret:${id}/version:${version}`, before, after },
      };
    });
  },
});
