import { eq } from "drizzle-orm";
import { apiDomains, appApiDomains, tokenKeys } from "../../../drizzle/schema";
import { doneSchema, idParams } from "../../contract/admin/common";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { lockApiDomain } from "./public-api-domain";

export const deleteApiDomain = defineEndpoint({
  method: "DELETE",
  path: "/api/api-domains/{id}",
  summary: "Stop issuing tokens for an API, and destroy its keys",
  permission: "api-domains:write",
  params: idParams,
  response: doneSchema,
  run: (context) =>
    change(context, { configuration: true }, async (tx) => {
      const { id } = context.params;
      const before = await lockApiDomain(tx, id, context.now);
      await tx.delete(tokenKeys).where(eq(tokenKeys.apiDomainId, id));
      await tx.delete(appApiDomains).where(eq(appApiDomains.apiDomainId, id));
      await tx.delete(apiDomains).where(eq(apiDomains.id, id));
      return { answer: { done: true }, audit: { action: "api-domain.delete", entity: `api-domain:${id}`, before } };
    }),
});
