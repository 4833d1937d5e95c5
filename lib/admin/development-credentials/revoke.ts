import { eq } from "drizzle-orm";
import { developmentCredentials } from "../../../drizzle/schema";
import { idParams } from "../../contract/admin/common";
import { developmentCredentialSchema } from "../../contract/admin/development-credentials";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { firstRow } from "../rows";
import { publicCredentials } from "./public-credential";

export const revokeDevelopmentCredential = defineEndpoint({
  method: "POST",
  path: "/api/development-credentials/{id}/revoke",
  summary: "End a development credential at once; one that has ended stays as it is",
  permission: "overrides:write",
  params: idParams,
  response: developmentCredentialSchema,
  run: (context) =>
    change(context, { configuration: true }, async (tx) => {
      const { id } = context.params;
      const [row] = await tx
        .select()
        .from(developmentCredentials)
        .where(eq(developmentCredentials.id, id))
        .for("update");
      if (row === undefined) throw new AttestryError("not_found", "There is no such development credential.");
      const before = firstRow(await publicCredentials(tx, [row]));
      if (row.revokedAt !== null) return { answer: before, audit: [] };
      const rows = await tx
        .update(developmentCredentials)
        .set({ revokedAt: context.now, revokedBy: context.principal.name })
        .where(eq(developmentCredentials.id, id))
        .returning();
      const after = firstRow(await publicCredentials(tx, rows));
      return {
        answer: after,
        audit: {
          action: "development-credential.revoke",
          entity: `app:${row.appId}/development-credential:${id}`,
          before,
          after,
        },
      };
    }),
});
