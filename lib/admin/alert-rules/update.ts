import { eq } from "drizzle-orm";
import { alertRules } from "../../../drizzle/schema";
import { resetRule } from "../../alerts/incidents";
import { alertRuleSchema, updateAlertRuleSchema } from "../../contract/admin/alerts";
import { idParams } from "../../contract/admin/common";
import { canonicalJson } from "../../encoding/canonical-json";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { refuseTakenName } from "../unique-name";
import { auditedRule, findRule, lockRule, setChannels } from "./public-rule";

export const updateAlertRule = defineEndpoint({
  method: "PATCH",
  path: "/api/alert-rules/{id}",
  summary: "Change an alert rule; what it watches changed closes its open incident",
  permission: "alerts:write",
  params: idParams,
  body: updateAlertRuleSchema,
  response: alertRuleSchema,
  run: (context) => {
    const work = change(context, { configuration: false }, async (tx) => {
      const { id } = context.params;
      const { now } = context;
      const before = await lockRule(tx, id);
      const { name = before.name, severity = before.severity, channels } = context.body;
      const { definition = before.definition, enabled = before.enabled } = context.body;
      await tx
        .update(alertRules)
        .set({ name, severity, definition, enabled, updatedAt: now })
        .where(eq(alertRules.id, id));
      if (channels !== undefined) await setChannels(tx, id, channels);
      const isRedefined = canonicalJson(definition) !== canonicalJson(before.definition);
      if (enabled !== before.enabled) await resetRule(tx, id, "rule-disabled", now);
      else if (isRedefined) await resetRule(tx, id, "rule-changed", now);
      const answer = await findRule(tx, id);
      const audit = { action: "alert-rule.update", entity: `alert-rule:${id}` };
      return { answer, audit: { ...audit, before: auditedRule(before), after: auditedRule(answer) } };
    });
    return refuseTakenName(work, "a rule");
  },
});
