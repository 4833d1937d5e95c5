import { and, eq } from "drizzle-orm";
import { instances, overrides } from "../../../drizzle/schema";
import {
  createOverrideSchema,
  FORCE_PASS_DAYS_MAX,
  type Override,
  overrideSchema,
} from "../../contract/admin/overrides";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { parseFuture } from "../future";
import { firstRow } from "../rows";
import { namedInstance } from "./named-instance";
import { inForce, publicOverride } from "./public-override";

export const createOverride = defineEndpoint({
  method: "POST",
  path: "/api/overrides",
  summary: "Decide about one instance whatever its evidence says; an earlier decision about it ends",
  permission: "overrides:write",
  body: createOverrideSchema,
  response: overrideSchema,
  status: 201,
  run: (context) => {
    const { kind, reason } = context.body;
    const owner = context.principal.name;
    const expiresAt = parseFuture(context.body.expiresAt, "expiresAt", context.now);
    assertPassEnds(kind, expiresAt, context.now);
    return change(context, { configuration: true }, async (tx) => {
      const instanceId = await namedInstance(tx, context.body);
      // Locked, so that two decisions about one instance follow one another.
      const [instance] = await tx
        .select({ id: instances.id })
        .from(instances)
        .where(eq(instances.id, instanceId))
        .for("update");
      if (instance === undefined) {
        throw new AttestryError("invalid_request", "Not valid: instanceId.", {
          fields: { instanceId: "There is no such instance." },
        });
      }
      const lifted = await tx
        .update(overrides)
        .set({ liftedAt: context.now, liftedBy: owner })
        .where(and(eq(overrides.instanceId, instanceId), inForce(context.now)))
        .returning();
      const rows = await tx
        .insert(overrides)
        .values({ instanceId, kind, reason, owner, expiresAt, createdAt: context.now })
        .returning();
      const after = publicOverride(firstRow(rows));
      return {
        answer: after,
        audit: {
          action: "override.create",
          entity: `instance:${instanceId}`,
          before: lifted.map((row) => publicOverride(row)),
          after,
        },
      };
    });
  },
});

const DAY_MS = 86_400_000;

/** An instance that is let through unseen must not stay so because nobody remembers: who bars one errs on the safe side. */
function assertPassEnds(kind: Override["kind"], expiresAt: Date | null, now: Date): void {
  if (kind !== "force-pass") return;
  const lifetimeMs = (expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) - now.getTime();
  if (lifetimeMs <= FORCE_PASS_DAYS_MAX * DAY_MS) return;
  const limit = `at most ${FORCE_PASS_DAYS_MAX} days from now.`;
  throw new AttestryError("invalid_request", "Not valid: expiresAt.", {
    fields: { expiresAt: expiresAt === null ? `A force-pass needs an expiry, ${limit}` : `A force-pass ends ${limit}` },
  });
}
