import { eq } from "drizzle-orm";
import { apiDomains } from "../../../drizzle/schema";
import { apiDomainSchema, updateApiDomainSchema } from "../../contract/admin/api-domains";
import { idParams } from "../../contract/admin/common";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { linkApps } from "./link-apps";
import { findApiDomain, lockApiDomain } from "./public-api-domain";

export const updateApiDomain = defineEndpoint({
  method: "PATCH",
  path: "/api/api-domains/{id}",
  summary: "Change how tokens for an API look, or which apps get them",
  permission: "api-domains:write",
  params: idParams,
  body: updateApiDomainSchema,
  response: apiDomainSchema,
  run: (context) => {
    const { id } = context.params;
    const { tokenSettings, apps } = context.body;
    return change(context, { configuration: true }, async (tx) => {
      const before = await lockApiDomain(tx, id, context.now);
      if (tokenSettings !== undefined) {
        if (tokenSettings.algorithm !== before.tokenSettings.algorithm) throw needsRotation();
        await tx.update(apiDomains).set({ tokenSettings }).where(eq(apiDomains.id, id));
      }
      if (apps !== undefined) await linkApps(tx, id, apps);
      const after = await findApiDomain(tx, id, context.now);
      return { answer: after, audit: { action: "api-domain.update", entity: `api-domain:${id}`, before, after } };
    });
  },
});

function needsRotation(): AttestryError {
  return new AttestryError("invalid_request", "Not valid: tokenSettings.algorithm.", {
    fields: { "tokenSettings.algorithm": "Another algorithm needs another key: rotate the key with it." },
  });
}
