import { and, desc, eq, isNotNull, isNull, lt } from "drizzle-orm";
import { alertIncidents } from "../../../drizzle/schema";
import { alertIncidentsSchema, listIncidentsQuery } from "../../contract/admin/alerts";
import { defineEndpoint } from "../endpoint";
import { publicIncident } from "./public-incident";

export const listAlertIncidents = defineEndpoint({
  method: "GET",
  path: "/api/alert-incidents",
  summary: "When alerts fired and closed, newest first",
  permission: "read",
  query: listIncidentsQuery,
  response: alertIncidentsSchema,
  run: async ({ db, query: { limit, before, rule, state } }) => {
    const rows = await db
      .select()
      .from(alertIncidents)
      .where(
        and(
          before === undefined ? undefined : lt(alertIncidents.id, before),
          rule === undefined ? undefined : eq(alertIncidents.ruleId, rule),
          state === "open" ? isNull(alertIncidents.closedAt) : undefined,
          state === "closed" ? isNotNull(alertIncidents.closedAt) : undefined,
        ),
      )
      .orderBy(desc(alertIncidents.id))
      .limit(limit);
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return { incidents: rows.map(publicIncident), nextCursor: last?.id ?? null };
  },
});
