import { and, eq, gt, isNull, or } from "drizzle-orm";
import { apiDomains, tokenKeys } from "../../../drizzle/schema";
import { apiDomainWithSecretSchema, rotateTokenKeySchema } from "../../contract/admin/api-domains";
import { idParams } from "../../contract/admin/common";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { insertTokenKey, makeTokenKey } from "./insert-token-key";
import { findApiDomain, lockApiDomain } from "./public-api-domain";

export const rotateTokenKey = defineEndpoint({
  method: "POST",
  path: "/api/api-domains/{id}/keys",
  summary: "Rotate an API's token key: the new one signs after a while, the old one overlaps",
  permission: "api-domains:write",
  params: idParams,
  body: rotateTokenKeySchema,
  response: apiDomainWithSecretSchema,
  status: 201,
  run: async (context) => {
    const { id } = context.params;
    const { signsAfterSeconds, overlapSeconds, asciiSecret } = context.body;
    const { tokenSettings } = await findApiDomain(context.db, id, context.now);
    const algorithm = context.body.algorithm ?? tokenSettings.algorithm;
    const { row, secret } = await makeTokenKey(context.db, { algorithm, asciiSecret }, context.now);
    const supersededAt = new Date(context.now.getTime() + signsAfterSeconds * 1000);
    const retiresAt = new Date(supersededAt.getTime() + overlapSeconds * 1000);
    return change(context, { configuration: true }, async (tx) => {
      const before = await lockApiDomain(tx, id, context.now);
      // Whatever would still sign at that time stops then, a rotation under way included.
      await tx
        .update(tokenKeys)
        .set({ supersededAt, retiresAt })
        .where(
          and(
            eq(tokenKeys.apiDomainId, id),
            or(isNull(tokenKeys.supersededAt), gt(tokenKeys.supersededAt, supersededAt)),
          ),
        );
      await insertTokenKey(tx, id, row);
      await tx
        .update(apiDomains)
        .set({ tokenSettings: { ...before.tokenSettings, algorithm } })
        .where(eq(apiDomains.id, id));
      const after = await findApiDomain(tx, id, context.now);
      return {
        answer: { apiDomain: after, secret },
        audit: { action: "api-domain.rotate-key", entity: `api-domain:${id}`, before, after },
      };
    });
  },
});
