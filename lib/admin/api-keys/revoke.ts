import { eq } from "drizzle-orm";
import { apiKeys } from "../../../drizzle/schema";
import { apiKeySchema } from "../../contract/admin/api-keys";
import { idParams } from "../../contract/admin/common";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { firstRow } from "../rows";
import { apiKeyColumns, publicApiKey, selectApiKeys } from "./public-api-key";

export const revokeApiKey = defineEndpoint({
  method: "POST",
  path: "/api/api-keys/{id}/revoke",
  summary: "End an API key at once; one that has ended stays as it is",
  permission: "api-keys:write",
  params: idParams,
  response: apiKeySchema,
  run: (context) =>
    change(context, { configuration: false }, async (tx) => {
      const { id } = context.params;
      const [before] = await selectApiKeys(tx).where(eq(apiKeys.id, id)).for("update");
      if (before === undefined) throw new AttestryError("not_found", "There is no such API key.");
      if (before.revokedAt !== null) return { answer: publicApiKey(before), audit: [] };
      const rows = await tx
        .update(apiKeys)
        .set({ revokedAt: context.now })
        .where(eq(apiKeys.id, id))
        .returning(apiKeyColumns);
      const after = publicApiKey(firstRow(rows));
      return {
        answer: after,
        audit: { action: "api-key.revoke", entity: `api-key:${id}`, before: publicApiKey(before), after },
      };
    }),
});
