import { z } from "zod";
import { idParams } from "../../contract/admin/common";
import { secretAdoptionSchema } from "../../contract/admin/secrets";
import { secretAdoption } from "../../metrics/secret-adoption";
import { defineEndpoint } from "../endpoint";
import { findSecret } from "./public-secret";

export const getSecretAdoption = defineEndpoint({
  method: "GET",
  path: "/api/secrets/{id}/adoption",
  summary: "How the active fleet stands with a secret: who holds which version, who lags, what may be retired",
  permission: "read",
  params: idParams,
  query: z.object({ test: z.enum(["true", "false"]).default("false") }),
  response: secretAdoptionSchema,
  run: async ({ db, params, query, now }) =>
    secretAdoption(db, await findSecret(db, params.id, now), query.test === "true", now),
});
