import { sql } from "drizzle-orm";
import { retentionSchema, updateRetentionSchema } from "../../contract/admin/retention";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { readRetention } from "./read-retention";

export const updateRetention = defineEndpoint({
  method: "PUT",
  path: "/api/retention",
  summary: "Keep single events for so many days; older ones are dropped within an hour",
  permission: "settings:write",
  body: updateRetentionSchema,
  response: retentionSchema,
  run: (context) =>
    change(context, { configuration: false }, async (tx) => {
      const { days } = context.body;
      const { retentionDays } = context.settings;
      const before = await readRetention(tx, retentionDays);
      await tx.execute(sql`UPDATE history_settings SET retention_days = ${days}`);
      const answer = await readRetention(tx, retentionDays);
      const audit = { action: "retention.update", entity: "history" };
      return { answer, audit: { ...audit, before: { days: before.days }, after: { days: answer.days } } };
    }),
});
