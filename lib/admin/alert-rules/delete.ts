import { eq } from "drizzle-orm";
import { alertRules } from "../../../drizzle/schema";
import { resetRule } from "../../alerts/incidents";
import { doneSchema, idParams } from "../../contract/admin/common";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { auditedRule, lockRule } from "./public-rule";

export const deleteAlertRule = defineEndpoint({
  method: "DELETE",
  path: "/api/alert-rules/{id}",
  summary: "Delete an alert rule and close its open incident; its history stays",
  permission: "alerts:write",
  params: idParams,
  response: doneSchema,
  run: (context) =>
    change(context, { configuration: false }, async (tx) => {
      const { id } = context.params;
      const before = await lockRule(tx, id);
      await resetRule(tx, id, "rule-deleted", context.now);
      await tx.update(alertRules).set({ deletedAt: context.now }).where(eq(alertRules.id, id));
      return {
        answer: { done: true },
        audit: { action: "alert-rule.delete", entity: `alert-rule:${id}`, before: auditedRule(before) },
      };
    }),
});
