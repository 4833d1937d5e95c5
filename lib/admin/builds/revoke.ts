import { eq } from "drizzle-orm";
import { builds } from "../../../drizzle/schema";
import { buildSchema } from "../../contract/admin/apps";
import { idParams } from "../../contract/admin/common";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { firstRow } from "../rows";
import { lockBuild, publicBuild } from "./public-build";

export const revokeBuild = defineEndpoint({
  method: "POST",
  path: "/api/builds/{id}/revoke",
  summary: "Take a build out of the reference values: instances of it no longer count as registered",
  permission: "apps:write",
  params: idParams,
  response: buildSchema,
  run: (context) =>
    change(context, { configuration: true }, async (tx) => {
      const { id } = context.params;
      const before = await lockBuild(tx, id);
      if (before.revokedAt !== null) return { answer: before, audit: [] };
      const rows = await tx.update(builds).set({ revokedAt: context.now }).where(eq(builds.id, id)).returning();
      const after = publicBuild(firstRow(rows));
      return { answer: after, audit: { action: "build.revoke", entity: `build:${id}`, before, after } };
    }),
});
