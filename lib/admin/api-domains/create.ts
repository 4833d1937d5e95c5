import { apiDomains } from "../../../drizzle/schema";
import { apiDomainWithSecretSchema, createApiDomainSchema } from "../../contract/admin/api-domains";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { insertTokenKey, makeTokenKey } from "./insert-token-key";
import { linkApps } from "./link-apps";
import { findApiDomain } from "./public-api-domain";

export const createApiDomain = defineEndpoint({
  method: "POST",
  path: "/api/api-domains",
  summary: "Protect an API; with HS256 the answer holds its secret in every form, once",
  permission: "api-domains:write",
  body: createApiDomainSchema,
  response: apiDomainWithSecretSchema,
  status: 201,
  run: async (context) => {
    const { domain, tokenSettings, apps, asciiSecret } = context.body;
    const { algorithm } = tokenSettings;
    const { row, secret } = await makeTokenKey(context.db, { algorithm, asciiSecret }, context.now);
    return change(context, { configuration: true }, async (tx) => {
      const [inserted] = await tx
        .insert(apiDomains)
        .values({ domain, tokenSettings, createdAt: context.now })
        .onConflictDoNothing()
        .returning({ id: apiDomains.id });
      if (inserted === undefined) {
        throw new AttestryError("conflict", "This domain is protected already.", {
          fields: { domain: "This domain is protected already." },
        });
      }
      await insertTokenKey(tx, inserted.id, row);
      await linkApps(tx, inserted.id, apps);
      const apiDomain = await findApiDomain(tx, inserted.id, context.now);
      return {
        answer: { apiDomain, secret },
        audit: { action: "api-domain.create", entity: `api-domain:${apiDomain.id}`, after: apiDomain },
      };
    });
  },
});
