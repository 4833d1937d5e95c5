import { fleetSchema } from "../../contract/admin/fleet";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { consoleFleet } from "./console-fleet";

export const stopFleet = defineEndpoint({
  method: "DELETE",
  path: "/api/fleet",
  summary: "Stop the simulated phones that this console started",
  permission: "test-traffic:write",
  response: fleetSchema,
  run: (context) =>
    change(context, { configuration: false }, async () => {
      const fleet = consoleFleet(context.settings);
      const wasRunning = fleet.status().state === "running";
      const answer = fleet.stop();
      return { answer, audit: wasRunning ? { action: "fleet.stop", entity: "fleet", after: answer.progress } : [] };
    }),
});
