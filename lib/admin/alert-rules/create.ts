import { alertRules, alertStates } from "../../../drizzle/schema";
import { alertRuleSchema, createAlertRuleSchema } from "../../contract/admin/alerts";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { firstRow } from "../rows";
import { refuseTakenName } from "../unique-name";
import { auditedRule, findRule, setChannels } from "./public-rule";

export const createAlertRule = defineEndpoint({
  method: "POST",
  path: "/api/alert-rules",
  summary: "Watch a metric; judged from the next minute on",
  permission: "alerts:write",
  body: createAlertRuleSchema,
  response: alertRuleSchema,
  status: 201,
  run: (context) => {
    const work = change(context, { configuration: false }, async (tx) => {
      const { channels, ...rule } = context.body;
      const { now } = context;
      const values = { ...rule, createdBy: context.principal.name, createdAt: now, updatedAt: now };
      const { id } = firstRow(await tx.insert(alertRules).values(values).returning({ id: alertRules.id }));
      await tx.insert(alertStates).values({ ruleId: id, phaseSince: now, evaluatedUntil: now });
      await setChannels(tx, id, channels);
      const answer = await findRule(tx, id);
      return { answer, audit: { action: "alert-rule.create", entity: `alert-rule:${id}`, after: auditedRule(answer) } };
    });
    return refuseTakenName(work, "a rule");
  },
});
