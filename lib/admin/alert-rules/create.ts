import type { z } from "zod";
import type { Transaction } from "../../../drizzle/client";
import { alertRules, alertStates } from "../../../drizzle/schema";
import { type AlertRule, alertRuleSchema, createAlertRuleSchema } from "../../contract/admin/alerts";
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
      const answer = await insertAlertRule(tx, context.body, context.principal.name, context.now);
      const entity = `alert-rule:${answer.id}`;
      return { answer, audit: { action: "alert-rule.create", entity, after: auditedRule(answer) } };
    });
    return refuseTakenName(work, "a rule");
  },
});

/** Inserts a rule that is judged from `now` on. */
export async function insertAlertRule(
  tx: Transaction,
  { channels, ...rule }: z.output<typeof createAlertRuleSchema>,
  createdBy: string,
  now: Date,
): Promise<AlertRule> {
  const values = { ...rule, createdBy, createdAt: now, updatedAt: now };
  const { id } = firstRow(await tx.insert(alertRules).values(values).returning({ id: alertRules.id }));
  await tx.insert(alertStates).values({ ruleId: id, phaseSince: now, evaluatedUntil: now });
  await setChannels(tx, id, channels);
  return await findRule(tx, id);
}
