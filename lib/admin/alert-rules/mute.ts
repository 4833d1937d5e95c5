import { eq } from "drizzle-orm";
import { alertRules } from "../../../drizzle/schema";
import { alertRuleSchema, muteAlertRuleSchema } from "../../contract/admin/alerts";
import { idParams } from "../../contract/admin/common";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { parseFuture } from "../future";
import { auditedRule, findRule, lockRule } from "./public-rule";

export const muteAlertRule = defineEndpoint({
  method: "POST",
  path: "/api/alert-rules/{id}/mute",
  summary: "Tell nobody of new incidents until a time; null ends it",
  permission: "alerts:write",
  params: idParams,
  body: muteAlertRuleSchema,
  response: alertRuleSchema,
  run: (context) =>
    change(context, { configuration: false }, async (tx) => {
      const { id } = context.params;
      const before = await lockRule(tx, id);
      const mutedUntil = parseFuture(context.body.until, "until", context.now);
      const muted = mutedUntil !== null;
      const mutedBy = muted ? context.principal.name : null;
      const muteReason = muted ? context.body.reason : null;
      await tx.update(alertRules).set({ mutedUntil, mutedBy, muteReason }).where(eq(alertRules.id, id));
      const answer = await findRule(tx, id);
      const audit = { action: muted ? "alert-rule.mute" : "alert-rule.unmute", entity: `alert-rule:${id}` };
      return { answer, audit: { ...audit, before: auditedRule(before), after: auditedRule(answer) } };
    }),
});
