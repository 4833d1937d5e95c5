import { expiringSchema } from "../../contract/admin/expiring";
import { expiring } from "../../metrics/expiring";
import { defineEndpoint } from "../endpoint";

export const getExpiring = defineEndpoint({
  method: "GET",
  path: "/api/expiring",
  summary: "What ends by itself within two weeks: builds, keys, credentials, and revocation lists that aren't renewed",
  permission: "read",
  response: expiringSchema,
  run: ({ db, now }) => expiring(db, now),
});
