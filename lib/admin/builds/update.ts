import { eq } from "drizzle-orm";
import { builds } from "../../../drizzle/schema";
import { buildSchema, updateBuildSchema } from "../../contract/admin/apps";
import { idParams } from "../../contract/admin/common";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { parseFuture } from "../future";
import { firstRow } from "../rows";
import { lockBuild, publicBuild } from "./public-build";

export const updateBuild = defineEndpoint({
  method: "PATCH",
  path: "/api/builds/{id}",
  summary: "Say when a build stops to count as registered, or that it never does",
  permission: "apps:write",
  params: idParams,
  body: updateBuildSchema,
  response: buildSchema,
  run: (context) => {
    const expiresAt = parseFuture(context.body.expiresAt, "expiresAt", context.now);
    return change(context, { configuration: true }, async (tx) => {
      const { id } = context.params;
      const before = await lockBuild(tx, id);
      const rows = await tx.update(builds).set({ expiresAt }).where(eq(builds.id, id)).returning();
      const after = publicBuild(firstRow(rows));
      return { answer: after, audit: { action: "build.update", entity: `build:${id}`, before, after } };
    });
  },
});
