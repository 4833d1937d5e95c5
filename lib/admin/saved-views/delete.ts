import { and, eq } from "drizzle-orm";
import { savedViews } from "../../../drizzle/schema";
import { requirePerson } from "../../auth/principal";
import { doneSchema, idParams } from "../../contract/admin/common";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { publicSavedView } from "./public-saved-view";

export const deleteSavedView = defineEndpoint({
  method: "DELETE",
  path: "/api/saved-views/{id}",
  summary: "Forget a view of one's own",
  permission: "read",
  params: idParams,
  response: doneSchema,
  run: (context) => {
    const { id, name: owner } = requirePerson(context.principal);
    return change(context, { configuration: false }, async (tx) => {
      const [row] = await tx
        .delete(savedViews)
        .where(and(eq(savedViews.id, context.params.id), eq(savedViews.userId, id)))
        .returning();
      if (row === undefined) throw new AttestryError("not_found", "There is no such view of yours.");
      return {
        answer: { done: true },
        audit: {
          action: "saved-view.delete",
          entity: `saved-view:${row.id}`,
          before: publicSavedView(row, { owner, viewerId: id }),
          after: null,
        },
      };
    });
  },
});
