import { isSetupOpen } from "../../auth/setup-link";
import { setupOpenSchema } from "../../contract/admin/setup";
import { defineEndpoint } from "../endpoint";

export const getSetup = defineEndpoint({
  method: "GET",
  path: "/api/setup",
  summary: "Whether this installation still waits for its first admin",
  permission: "public",
  response: setupOpenSchema,
  run: async ({ db }) => ({ open: await isSetupOpen(db) }),
});
