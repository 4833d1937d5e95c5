import { and, desc, eq, isNull } from "drizzle-orm";
import type { Transaction } from "../../../drizzle/client";
import { apps, builds } from "../../../drizzle/schema";
import { type RegisteredPackage, registeredPackageSchema, registerPackageQuery } from "../../contract/admin/apps";
import type { Platform } from "../../contract/evidence";
import { AttestryError } from "../../errors";
import { insertApp } from "../apps/insert-app";
import { findApp } from "../apps/public-app";
import { type ChangeContext, type Changed, change } from "../change";
import { defineEndpoint } from "../endpoint";
import { insertBuild } from "./insert-build";
import { withReceivedPackage } from "./received-package";
import { type AcceptedPackage, buildOf, inspectReceived, platformOf, usesOf } from "./registrable";

interface Asked {
  readonly name?: string | undefined;
  readonly playSigningDigest?: string[] | undefined;
}

export const registerPackage = defineEndpoint({
  method: "POST",
  path: "/api/builds",
  summary:
    "Register a build by its package (APK, split APKs, AAB, IPA, zipped .app), sent as the raw body; the first one of an " +
    "app registers the app too. An AAB needs the Play signing certificate's SHA-256 beside it, once per app. Sending the " +
    "same package again changes nothing. A package that fails inspection answers rejected_package with the reasons, by " +
    "code, in fields",
  permission: "apps:write",
  query: registerPackageQuery,
  body: { mediaTypes: ["application/vnd.android.package-archive", "application/octet-stream"] },
  response: registeredPackageSchema,
  run: async (context) =>
    withReceivedPackage(context.request, context.settings.dataDir, async (received) => {
      const found = await inspectReceived(received, {
        development: context.query.development === "true",
        codeSigningRoots: context.settings.codeSigningRoots,
      });
      return change(context, { configuration: true }, (tx) => register(tx, found, context.query, context));
    }),
});

async function register(
  tx: Transaction,
  found: AcceptedPackage,
  asked: Asked,
  { principal, now }: ChangeContext,
): Promise<Changed<RegisteredPackage>> {
  const author = principal.name;
  const platform = platformOf(found);
  const newApp = { platform, appId: found.package, name: asked.name ?? found.package };
  const insertedId = await insertApp(tx, newApp, author, now);
  const appId = insertedId ?? (await findRegistered(tx, platform, found.package));
  const playSigners = found.kind === "aab" ? (asked.playSigningDigest ?? (await knownPlaySigners(tx, appId))) : [];
  const made = { ...buildOf(found, playSigners), appId, registeredBy: author, createdAt: now };
  const { build, created } = await insertBuild(tx, made);
  if (build.revokedAt !== null) {
    throw new AttestryError("conflict", `This build was revoked at ${build.revokedAt}. Restore it instead.`);
  }
  const app = await findApp(tx, appId);
  const createdApp = insertedId !== null;
  return {
    answer: { app, build, created: { app: createdApp, build: created }, uses: usesOf(found, app, build) },
    audit: [
      ...(createdApp ? [{ action: "app.create", entity: `app:${appId}`, after: app }] : []),
      ...(created ? [{ action: "build.register", entity: `build:${build.id}`, after: build }] : []),
    ],
  };
}

async function findRegistered(tx: Transaction, platform: Platform, packageName: string): Promise<number> {
  const [found] = await tx
    .select({ id: apps.id, archivedAt: apps.archivedAt })
    .from(apps)
    .where(and(eq(apps.platform, platform), eq(apps.appId, packageName)))
    .for("update");
  if (found === undefined) throw new Error("an app that could not be inserted is not there either");
  if (found.archivedAt !== null) throw new AttestryError("conflict", `${packageName} is archived. Restore it first.`);
  return found.id;
}

/** What was given for the app's newest bundle counts for the next one too: the store signs all with one key. */
async function knownPlaySigners(tx: Transaction, appId: number): Promise<string[]> {
  const [newest] = await tx
    .select({ signerDigests: builds.signerDigests })
    .from(builds)
    .where(and(eq(builds.appId, appId), eq(builds.source, "aab"), isNull(builds.revokedAt)))
    .orderBy(desc(builds.id))
    .limit(1);
  if (newest !== undefined) return newest.signerDigests;
  const message =
    "A bundle is signed with your upload key, and phones report Google's. Give the SHA-256 of the app signing key " +
    "certificate, which the Play Console shows under App integrity.";
  throw new AttestryError("invalid_request", message, { fields: { playSigningDigest: message } });
}
