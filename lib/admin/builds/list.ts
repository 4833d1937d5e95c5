import { desc, eq } from "drizzle-orm";
import { builds } from "../../../drizzle/schema";
import { buildsSchema } from "../../contract/admin/apps";
import { idParams } from "../../contract/admin/common";
import { findApp } from "../apps/public-app";
import { defineEndpoint } from "../endpoint";
import { publicBuild } from "./public-build";

export const listBuilds = defineEndpoint({
  method: "GET",
  path: "/api/apps/{id}/builds",
  summary: "The registered builds of an app, newest version first",
  permission: "read",
  params: idParams,
  response: buildsSchema,
  run: async ({ db, params }) => {
    await findApp(db, params.id);
    const rows = await db
      .select()
      .from(builds)
      .where(eq(builds.appId, params.id))
      .orderBy(desc(builds.versionCode), desc(builds.id));
    return { builds: rows.map(publicBuild) };
  },
});
