import { savedViews } from "../../../drizzle/schema";
import { requirePerson } from "../../auth/principal";
import { createSavedViewSchema, savedViewSchema } from "../../contract/admin/saved-views";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { firstRow } from "../rows";
import { publicSavedView } from "./public-saved-view";

export const createSavedView = defineEndpoint({
  method: "POST",
  path: "/api/saved-views",
  summary: "Keep a view by name; one's own of the same name is replaced",
  permission: "read",
  body: createSavedViewSchema,
  response: savedViewSchema,
  status: 201,
  run: (context) => {
    const { id, name: owner } = requirePerson(context.principal);
    const { name, page, query, shared } = context.body;
    return change(context, { configuration: false }, async (tx) => {
      const rows = await tx
        .insert(savedViews)
        .values({ userId: id, name, page, query, shared, createdAt: context.now })
        .onConflictDoUpdate({
          target: [savedViews.userId, savedViews.name],
          set: { page, query, shared, createdAt: context.now },
        })
        .returning();
      const after = publicSavedView(firstRow(rows), { owner, viewerId: id });
      return {
        answer: after,
        audit: { action: "saved-view.create", entity: `saved-view:${after.id}`, before: null, after },
      };
    });
  },
});
