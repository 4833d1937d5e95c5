import { eq } from "drizzle-orm";
import { alertIncidents } from "../../../drizzle/schema";
import { acknowledgeIncidentSchema, alertIncidentSchema } from "../../contract/admin/alerts";
import { idParams } from "../../contract/admin/common";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { firstRow } from "../rows";
import { publicIncident } from "./public-incident";

export const acknowledgeAlertIncident = defineEndpoint({
  method: "POST",
  path: "/api/alert-incidents/{id}/acknowledge",
  summary: "Say that somebody looks after it; the first to say so stays",
  permission: "alerts:write",
  params: idParams,
  body: acknowledgeIncidentSchema,
  response: alertIncidentSchema,
  run: (context) =>
    change(context, { configuration: false }, async (tx) => {
      const { id } = context.params;
      const [before] = await tx.select().from(alertIncidents).where(eq(alertIncidents.id, id)).for("update");
      if (before === undefined) throw new AttestryError("not_found", "There is no such incident.");
      if (before.acknowledgedAt !== null) return { answer: publicIncident(before), audit: [] };
      const acknowledgement = {
        acknowledgedAt: context.now,
        acknowledgedBy: context.principal.name,
        note: context.body.note,
      };
      const rows = await tx.update(alertIncidents).set(acknowledgement).where(eq(alertIncidents.id, id)).returning();
      const audit = { action: "alert-incident.acknowledge", entity: `alert-incident:${id}` };
      const after = { rule: before.ruleName, note: context.body.note };
      return { answer: publicIncident(firstRow(rows)), audit: { ...audit, after } };
    }),
});
