import { addBuildSchema, buildSchema } from "../../contract/admin/apps";
import { idParams } from "../../contract/admin/common";
import type { Platform } from "../../contract/evidence";
import { AttestryError } from "../../errors";
import { lockApp } from "../apps/public-app";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { parseFuture } from "../future";
import { insertBuild } from "./insert-build";

export const addBuild = defineEndpoint({
  method: "POST",
  path: "/api/apps/{id}/builds",
  summary: "Register a build by hand: its version and the certificates that sign it",
  permission: "apps:write",
  params: idParams,
  body: addBuildSchema,
  response: buildSchema,
  status: 201,
  run: (context) => {
    const { versionName, versionCode, signerDigests, teamId } = context.body;
    const expiresAt = parseFuture(context.body.expiresAt, "expiresAt", context.now);
    return change(context, { configuration: true }, async (tx) => {
      const app = await lockApp(tx, context.params.id);
      assertProvable(app.platform, context.body);
      const { build, created } = await insertBuild(tx, {
        appId: app.id,
        source: "manual",
        versionName,
        versionCode,
        signerDigests,
        teamId,
        expiresAt,
        registeredBy: context.principal.name,
        createdAt: context.now,
      });
      if (!created) throw new AttestryError("conflict", "This version with these signers is registered already.");
      return { answer: build, audit: { action: "build.add", entity: `build:${build.id}`, after: build } };
    });
  },
});

/** Each platform's phones prove another thing: a build that names the other one's would let nobody in, or anybody. */
function assertProvable(platform: Platform, build: { signerDigests: readonly string[]; teamId: string | null }): void {
  if (platform === "android" && build.signerDigests.length === 0) {
    const message = "Name at least one signing certificate.";
    throw new AttestryError("invalid_request", message, { fields: { signerDigests: message } });
  }
  if (platform === "android" && build.teamId !== null) {
    const message = "Android apps have no team id.";
    throw new AttestryError("invalid_request", message, { fields: { teamId: message } });
  }
}
