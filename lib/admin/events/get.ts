import { z } from "zod";
import { eventDetailSchema } from "../../contract/events";
import { AttestryError } from "../../errors";
import { eventDetail } from "../../metrics/event-detail";
import { defineEndpoint } from "../endpoint";

export const getEvent = defineEndpoint({
  method: "GET",
  path: "/api/events/{id}",
  summary: "One attempt with its whole decision, by event id or ARC",
  permission: "read",
  params: z.object({ id: z.string().max(64) }),
  response: eventDetailSchema,
  run: async ({ db, params }) => {
    const found = await eventDetail(db, params.id);
    if (found === null) throw new AttestryError("not_found", "No attempt has this id or ARC, or it is past retention.");
    return found;
  },
});
