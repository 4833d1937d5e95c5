import { and, desc, eq, lt } from "drizzle-orm";
import { overrides } from "../../../drizzle/schema";
import { listOverridesQuery, overridesSchema } from "../../contract/admin/overrides";
import { defineEndpoint } from "../endpoint";
import { inForce, publicOverride, usesOf } from "./public-override";

export const listOverrides = defineEndpoint({
  method: "GET",
  path: "/api/overrides",
  summary: "Decisions about single instances, newest first",
  permission: "read",
  query: listOverridesQuery,
  response: overridesSchema,
  run: async ({ db, query, now }) => {
    const rows = await db
      .select()
      .from(overrides)
      .where(
        and(
          query.instanceId === undefined ? undefined : eq(overrides.instanceId, query.instanceId),
          query.before === undefined ? undefined : lt(overrides.id, query.before),
          query.active === "true" ? inForce(now) : undefined,
        ),
      )
      .orderBy(desc(overrides.id))
      .limit(query.limit);
    const uses = await usesOf(
      db,
      rows.map(({ id }) => id),
    );
    const last = rows.length === query.limit ? rows.at(-1) : undefined;
    return { overrides: rows.map((row) => publicOverride(row, uses)), nextCursor: last?.id ?? null };
  },
});
