import { and, eq, exists, isNull } from "drizzle-orm";
import type { Transaction } from "../../../drizzle/client";
import { apps, builds } from "../../../drizzle/schema";
import { fleetSchema, startFleetSchema } from "../../contract/admin/fleet";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { consoleFleet } from "./console-fleet";

export const startFleet = defineEndpoint({
  method: "POST",
  path: "/api/fleet",
  summary: "Start simulated phones on the console's machine; their attestations are marked as test traffic",
  permission: "test-traffic:write",
  body: startFleetSchema,
  response: fleetSchema,
  status: 201,
  run: async (context) => {
    const fleet = consoleFleet(context.settings);
    let started = false;
    return change(context, { configuration: false }, async (tx) => {
      await assertPlayable(tx);
      const answer = fleet.start(context.body, context.principal.name);
      started = true;
      return { answer, audit: { action: "fleet.start", entity: "fleet", after: context.body } };
    }).catch((error: unknown) => {
      if (started) fleet.stop();
      throw error;
    });
  },
});

/** Phones play registered builds; without one they would have nothing to be. */
async function assertPlayable(tx: Transaction): Promise<void> {
  const registered = tx
    .select({ id: builds.id })
    .from(builds)
    .where(and(eq(builds.appId, apps.id), isNull(builds.revokedAt)));
  const open = await tx
    .select({ acceptsTestTraffic: apps.acceptsTestTraffic })
    .from(apps)
    .where(and(isNull(apps.archivedAt), exists(registered)));
  if (open.length === 0) throw new AttestryError("conflict", "No build of an app is registered. Register one first.");
  if (!open.some(({ acceptsTestTraffic }) => acceptsTestTraffic)) {
    throw new AttestryError("conflict", "Every registered app refuses test traffic. Switch it on for one first.");
  }
}
