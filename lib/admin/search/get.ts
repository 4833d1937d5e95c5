import { z } from "zod";
import { searchResultSchema } from "../../contract/events";
import { search } from "../../metrics/search";
import { defineEndpoint } from "../endpoint";

export const getSearch = defineEndpoint({
  method: "GET",
  path: "/api/search",
  summary: "Attempts by ARC, instances by id, app versions by their start",
  permission: "read",
  query: z.object({ q: z.string().max(100).default("") }),
  response: searchResultSchema,
  run: ({ db, query, now }) => search(db, query.q, now),
});
