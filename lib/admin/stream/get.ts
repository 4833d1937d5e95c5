import { z } from "zod";
import { authenticate } from "../../auth/authenticate";
import { AttestryError } from "../../errors";
import { defineEndpoint } from "../endpoint";
import { filterOf, filterQuery } from "../metrics/filter-query";
import { liveResponse } from "./live-response";

export const getStream = defineEndpoint({
  method: "GET",
  path: "/api/stream",
  summary: "What changes in a view, live, as server-sent events",
  permission: "read",
  query: filterQuery.extend({
    since: z.coerce.number().int().positive().optional().describe("`id` of the last event received, to go on from"),
    events: z
      .enum(["1", "fail"])
      .optional()
      .describe("Send single attempts besides the counts: the newest of all, or of those that were refused"),
  }),
  response: { mediaType: "text/event-stream" },
  run: async (context) => {
    const { request, db, settings, query } = context;
    const lastEventId = Number(request.headers.get("last-event-id") ?? Number.NaN);
    return liveResponse(context.live(), {
      subscription: {
        filter: filterOf(context),
        events: query.events === undefined ? "none" : query.events === "fail" ? "fail" : "all",
        since: Number.isSafeInteger(lastEventId) ? lastEventId : (query.since ?? null),
      },
      signal: request.signal,
      mayRead: () =>
        authenticate(request, db, settings, new Date()).then(
          () => true,
          (error: unknown) => {
            if (error instanceof AttestryError && error.code === "unauthenticated") return false;
            throw error;
          },
        ),
    });
  },
});
