import { and, eq } from "drizzle-orm";
import { secretVersions } from "../../../drizzle/schema";
import { endOverlapSchema, secretSchema, secretVersionParams } from "../../contract/admin/secrets";
import { successionOf, type VersionLifetime } from "../../contract/secret-versions";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { parseActiveFrom } from "./insert-version";
import { findSecret, lockSecret } from "./public-secret";

/** The version that replaced an overlapping one. */
function successorOf<T extends VersionLifetime>(version: number, versions: readonly T[]): T {
  const overlapping = versions.find((candidate) => candidate.version === version);
  const succession = overlapping === undefined ? null : successionOf(overlapping, versions);
  if (succession === null) throw new Error("an overlapping version has no successor");
  return succession.successor;
}

export const endSecretOverlap = defineEndpoint({
  method: "POST",
  path: "/api/secrets/{id}/versions/{version}/overlap",
  summary: "Set when an overlapping version is retired: earlier, later or now",
  permission: "secrets:write",
  params: secretVersionParams,
  body: endOverlapSchema,
  response: secretSchema,
  run: (context) => {
    const { id, version } = context.params;
    const { now } = context;
    const endsAt = parseActiveFrom(context.body.endsAt, now, "endsAt");
    return change(context, { configuration: true }, async (tx) => {
      const before = await lockSecret(tx, id, now);
      const found = before.versions.find((candidate) => candidate.version === version);
      if (found === undefined) throw new AttestryError("not_found", "This secret has no such version.");
      if (found.state !== "overlapping") {
        throw new AttestryError(
          "conflict",
          `Version ${version} is ${found.state}: only an overlapping one can be retired.`,
        );
      }
      if (found.endsAt !== context.body.expectedEndsAt) {
        throw new AttestryError(
          "conflict",
          `Version ${version} ends at ${found.endsAt} by now. Load it, then decide again.`,
        );
      }
      // The overlap belongs to the version that replaced it.
      const lifetimes = await tx.select().from(secretVersions).where(eq(secretVersions.secretId, id));
      const successor = successorOf(version, lifetimes);
      const overlapSeconds = Math.max(0, Math.floor((endsAt.getTime() - successor.activeFrom.getTime()) / 1000));
      await tx
        .update(secretVersions)
        .set({ overlapSeconds })
        .where(and(eq(secretVersions.secretId, id), eq(secretVersions.version, successor.version)));
      const after = await findSecret(tx, id, now);
      return {
        answer: after,
        audit: { action: "secret.end-overlap", entity: `secret:${id}/version:${version}`, before, after },
      };
    });
  },
});
