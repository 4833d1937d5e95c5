import { desc, eq } from "drizzle-orm";
import { developmentCredentials } from "../../../drizzle/schema";
import { idParams } from "../../contract/admin/common";
import { developmentCredentialsSchema } from "../../contract/admin/development-credentials";
import { findApp } from "../apps/public-app";
import { defineEndpoint } from "../endpoint";
import { publicCredentials } from "./public-credential";

export const listDevelopmentCredentials = defineEndpoint({
  method: "GET",
  path: "/api/apps/{id}/development-credentials",
  summary: "The credentials with which unreleased builds of an app pass, newest first",
  permission: "read",
  params: idParams,
  response: developmentCredentialsSchema,
  run: async ({ db, params }) => {
    const app = await findApp(db, params.id);
    const rows = await db
      .select()
      .from(developmentCredentials)
      .where(eq(developmentCredentials.appId, app.id))
      .orderBy(desc(developmentCredentials.id));
    return { credentials: await publicCredentials(db, rows) };
  },
});
