import { eq } from "drizzle-orm";
import { playIntegrityKeys } from "../../../drizzle/schema";
import { idParams } from "../../contract/admin/common";
import { playKeySetSchema } from "../../contract/admin/play-keys";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { firstRow } from "../rows";
import { publicPlayKeys } from "./public-play-keys";

export const revokePlayKeys = defineEndpoint({
  method: "POST",
  path: "/api/play-keys/{id}/revoke",
  summary: "Stop opening tokens with a set of Play Integrity keys",
  permission: "secrets:write",
  params: idParams,
  response: playKeySetSchema,
  run: (context) =>
    change(context, { configuration: true }, async (tx) => {
      const { id } = context.params;
      const [row] = await tx.select().from(playIntegrityKeys).where(eq(playIntegrityKeys.id, id)).for("update");
      if (row === undefined) throw new AttestryError("not_found", "There are no such keys.");
      const before = publicPlayKeys(row);
      if (before.revokedAt !== null) return { answer: before, audit: [] };
      const rows = await tx
        .update(playIntegrityKeys)
        .set({ revokedAt: context.now })
        .where(eq(playIntegrityKeys.id, id))
        .returning();
      const after = publicPlayKeys(firstRow(rows));
      return { answer: after, audit: { action: "play-keys.revoke", entity: `app:${row.appId}`, before, after } };
    }),
});
