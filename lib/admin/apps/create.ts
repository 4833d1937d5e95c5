import { appSchema, createAppSchema } from "../../contract/admin/apps";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { insertApp } from "./insert-app";
import { findApp } from "./public-app";

export const createApp = defineEndpoint({
  method: "POST",
  path: "/api/apps",
  summary: "Register an app by hand; it starts with the starting policy in force",
  permission: "apps:write",
  body: createAppSchema,
  response: appSchema,
  status: 201,
  run: (context) =>
    change(context, { configuration: true }, async (tx) => {
      const id = await insertApp(tx, context.body, context.principal.name, context.now);
      if (id === null) {
        throw new AttestryError("conflict", "This app is registered already.", {
          fields: { appId: "This app is registered already on this platform." },
        });
      }
      const app = await findApp(tx, id);
      return { answer: app, audit: { action: "app.create", entity: `app:${id}`, after: app } };
    }),
});
