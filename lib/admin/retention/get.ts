import { retentionSchema } from "../../contract/admin/retention";
import { defineEndpoint } from "../endpoint";
import { readRetention } from "./read-retention";

export const getRetention = defineEndpoint({
  method: "GET",
  path: "/api/retention",
  summary: "For how long single events are kept, and what they take",
  permission: "read",
  response: retentionSchema,
  run: ({ db, settings }) => readRetention(db, settings.retentionDays),
});
