import { asc } from "drizzle-orm";
import { apps } from "../../../drizzle/schema";
import { appsSchema } from "../../contract/admin/apps";
import { defineEndpoint } from "../endpoint";
import { publicApp, selectApps } from "./public-app";

export const listApps = defineEndpoint({
  method: "GET",
  path: "/api/apps",
  summary: "Every registered app, archived ones included",
  permission: "read",
  response: appsSchema,
  run: async ({ db }) => ({ apps: (await selectApps(db).orderBy(asc(apps.name), asc(apps.id))).map(publicApp) }),
});
