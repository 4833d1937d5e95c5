import { eq } from "drizzle-orm";
import { apps } from "../../../drizzle/schema";
import { appSchema } from "../../contract/admin/apps";
import { idParams } from "../../contract/admin/common";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { findApp, lockApp } from "./public-app";

export const archiveApp = defineEndpoint({
  method: "POST",
  path: "/api/apps/{id}/archive",
  summary: "Stop attesting an app; its history stays",
  permission: "apps:write",
  params: idParams,
  response: appSchema,
  run: (context) =>
    change(context, { configuration: true }, async (tx) => {
      const { id } = context.params;
      const before = await lockApp(tx, id);
      if (before.archivedAt !== null) return { answer: before, audit: [] };
      await tx.update(apps).set({ archivedAt: context.now }).where(eq(apps.id, id));
      const after = await findApp(tx, id);
      return { answer: after, audit: { action: "app.archive", entity: `app:${id}`, before, after } };
    }),
});
