import { and, eq, gt, isNull, or } from "drizzle-orm";
import { tokenKeys } from "../../../drizzle/schema";
import { apiDomainSchema, tokenKeyParams } from "../../contract/admin/api-domains";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { findApiDomain, lockApiDomain } from "./public-api-domain";

export const revokeTokenKey = defineEndpoint({
  method: "POST",
  path: "/api/api-domains/{id}/keys/{kid}/revoke",
  summary: "End a token key now: it signs no longer and leaves the key set; its successor takes over at once",
  permission: "api-domains:write",
  params: tokenKeyParams,
  response: apiDomainSchema,
  run: (context) => {
    const { id, kid } = context.params;
    const { now } = context;
    return change(context, { configuration: true }, async (tx) => {
      const before = await lockApiDomain(tx, id, now);
      const key = before.keys.find((candidate) => candidate.kid === kid);
      if (key === undefined) throw new AttestryError("not_found", "This API has no such key.");
      if (key.state === "retired") return { answer: before, audit: [] };
      const heirs = before.keys.filter((other) => other.kid !== kid && ["current", "next"].includes(other.state));
      if (heirs.length === 0) {
        throw new AttestryError("conflict", "This is the only key that signs for this API. Rotate it first.");
      }
      const stillSigns = or(isNull(tokenKeys.supersededAt), gt(tokenKeys.supersededAt, now));
      await tx
        .update(tokenKeys)
        .set({ supersededAt: now })
        .where(and(eq(tokenKeys.kid, kid), stillSigns));
      await tx.update(tokenKeys).set({ retiresAt: now }).where(eq(tokenKeys.kid, kid));
      const after = await findApiDomain(tx, id, now);
      return {
        answer: after,
        audit: { action: "api-domain.revoke-key", entity: `api-domain:${id}/key:${kid}`, before, after },
      };
    });
  },
});
