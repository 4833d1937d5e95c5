import { instancePageSchema } from "../../contract/instances";
import { instanceList, instanceListParameters } from "../../metrics/instance-list";
import { defineEndpoint } from "../endpoint";
import { filterOf, filterQuery } from "../metrics/filter-query";

export const listInstances = defineEndpoint({
  method: "GET",
  path: "/api/instances",
  summary: "Installations that attested in a window, last seen first, page by page",
  permission: "read",
  query: filterQuery.extend(instanceListParameters.shape),
  response: instancePageSchema,
  run: (context) => {
    const { cursor, limit } = context.query;
    return instanceList(context.db, filterOf(context), context.now, { cursor, limit });
  },
});
