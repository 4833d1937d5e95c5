import { eq } from "drizzle-orm";
import { apps } from "../../../drizzle/schema";
import { appSchema, updateAppSchema } from "../../contract/admin/apps";
import { idParams } from "../../contract/admin/common";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { findApp, lockApp } from "./public-app";

export const updateApp = defineEndpoint({
  method: "PATCH",
  path: "/api/apps/{id}",
  summary: "Rename an app, or say whether it takes test traffic",
  permission: "apps:write",
  params: idParams,
  body: updateAppSchema,
  response: appSchema,
  run: (context) =>
    change(context, { configuration: true }, async (tx) => {
      const { id } = context.params;
      const before = await lockApp(tx, id);
      const { name = before.name, acceptsTestTraffic = before.acceptsTestTraffic } = context.body;
      await tx.update(apps).set({ name, acceptsTestTraffic }).where(eq(apps.id, id));
      const after = await findApp(tx, id);
      return { answer: after, audit: { action: "app.update", entity: `app:${id}`, before, after } };
    }),
});
