import { asc, eq, or } from "drizzle-orm";
import { savedViews, users } from "../../../drizzle/schema";
import { requirePerson } from "../../auth/principal";
import { savedViewsSchema } from "../../contract/admin/saved-views";
import { defineEndpoint } from "../endpoint";
import { publicSavedView } from "./public-saved-view";

export const listSavedViews = defineEndpoint({
  method: "GET",
  path: "/api/saved-views",
  summary: "The views that one keeps by name, and those that others share",
  permission: "read",
  response: savedViewsSchema,
  run: async ({ db, principal }) => {
    const { id } = requirePerson(principal);
    const rows = await db
      .select({ view: savedViews, owner: users.email })
      .from(savedViews)
      .innerJoin(users, eq(users.id, savedViews.userId))
      .where(or(eq(savedViews.userId, id), eq(savedViews.shared, true)))
      .orderBy(asc(savedViews.name), asc(savedViews.id));
    return { savedViews: rows.map(({ view, owner }) => publicSavedView(view, { owner, viewerId: id })) };
  },
});
