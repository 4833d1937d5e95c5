import { eventPageSchema } from "../../contract/events";
import { eventList, eventListParameters } from "../../metrics/event-list";
import { defineEndpoint } from "../endpoint";
import { filterOf, filterQuery } from "../metrics/filter-query";

export const listEvents = defineEndpoint({
  method: "GET",
  path: "/api/events",
  summary: "Single attempts, newest first, page by page",
  permission: "read",
  query: filterQuery.extend(eventListParameters.shape),
  response: eventPageSchema,
  run: (context) => {
    const { cursor, limit, instance } = context.query;
    return eventList(context.db, filterOf(context), context.now, { cursor, limit, instance });
  },
});
