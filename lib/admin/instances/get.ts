import { z } from "zod";
import { instanceIdSchema } from "../../contract/admin/overrides";
import { instanceDetailSchema } from "../../contract/instances";
import { AttestryError } from "../../errors";
import { instanceDetail } from "../../metrics/instance-detail";
import { defineEndpoint } from "../endpoint";
import { heldSecrets } from "./held-secrets";

export const getInstance = defineEndpoint({
  method: "GET",
  path: "/api/instances/{id}",
  summary: "One installation, by instance id or the did of its tokens: its enrolment and what it has been since",
  permission: "read",
  params: z.object({ id: instanceIdSchema }),
  response: instanceDetailSchema,
  run: async ({ db, params, now }) => {
    const found = await instanceDetail(db, params.id);
    if (found === null) throw new AttestryError("not_found", "No installation has this id, or it is past retention.");
    return { ...found, secrets: await heldSecrets(db, params.id, now) };
  },
});
