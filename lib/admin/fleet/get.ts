import { fleetSchema } from "../../contract/admin/fleet";
import { defineEndpoint } from "../endpoint";
import { consoleFleet } from "./console-fleet";

export const getFleet = defineEndpoint({
  method: "GET",
  path: "/api/fleet",
  summary: "The simulated phones that this console started last, and how far they are",
  permission: "read",
  response: fleetSchema,
  run: async ({ settings }) => consoleFleet(settings).status(),
});
