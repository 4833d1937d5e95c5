import { eq } from "drizzle-orm";
import { overrides } from "../../../drizzle/schema";
import { idParams } from "../../contract/admin/common";
import { overrideSchema } from "../../contract/admin/overrides";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { firstRow } from "../rows";
import { publicOverride } from "./public-override";

export const liftOverride = defineEndpoint({
  method: "POST",
  path: "/api/overrides/{id}/lift",
  summary: "End a decision about an instance: its evidence counts again",
  permission: "overrides:write",
  params: idParams,
  response: overrideSchema,
  run: (context) =>
    change(context, { configuration: true }, async (tx) => {
      const { id } = context.params;
      const [before] = await tx.select().from(overrides).where(eq(overrides.id, id)).for("update");
      if (before === undefined) throw new AttestryError("not_found", "There is no such override.");
      if (before.liftedAt !== null) return { answer: publicOverride(before), audit: [] };
      const rows = await tx
        .update(overrides)
        .set({ liftedAt: context.now, liftedBy: context.principal.name })
        .where(eq(overrides.id, id))
        .returning();
      const after = publicOverride(firstRow(rows));
      return {
        answer: after,
        audit: {
          action: "override.lift",
          entity: `instance:${before.instanceId}`,
          before: publicOverride(before),
          after,
        },
      };
    }),
});
