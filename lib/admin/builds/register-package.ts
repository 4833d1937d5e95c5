import { and, eq } from "drizzle-orm";
import type { Transaction } from "../../../drizzle/client";
import { apps } from "../../../drizzle/schema";
import {
  type App,
  type Build,
  type RegisteredPackage,
  registeredPackageSchema,
  registerPackageQuery,
} from "../../contract/admin/apps";
import { AttestryError } from "../../errors";
import type { AcceptedApk } from "../../registration/apk/apk-inspection";
import { inspectApk } from "../../registration/apk/inspect-apk";
import { UnreadablePackageError } from "../../registration/rejection";
import { insertApp } from "../apps/insert-app";
import { findApp } from "../apps/public-app";
import { type ChangeContext, type Changed, change } from "../change";
import { defineEndpoint } from "../endpoint";
import { insertBuild } from "./insert-build";
import { type ReceivedPackage, withReceivedPackage } from "./received-package";

export const registerPackage = defineEndpoint({
  method: "POST",
  path: "/api/builds",
  summary:
    "Register a build by its package (APK), sent as the raw body; the first one of an app registers the app too. " +
    "Sending the same package again changes nothing. A package that fails inspection answers rejected_package with " +
    "the reasons, by code, in fields",
  permission: "apps:write",
  query: registerPackageQuery,
  body: { mediaTypes: ["application/vnd.android.package-archive", "application/octet-stream"] },
  response: registeredPackageSchema,
  run: async (context) =>
    withReceivedPackage(context.request, context.settings.dataDir, async (received) => {
      const apk = await inspectReceived(received);
      return change(context, { configuration: true }, (tx) => register(tx, apk, context.query.name, context));
    }),
});

async function inspectReceived({ path, sha256 }: ReceivedPackage): Promise<AcceptedApk> {
  const inspection = await inspectApk(path, { fileSha256: sha256 }).catch((cause: unknown) => {
    if (cause instanceof UnreadablePackageError && cause.code === "not-a-package") {
      throw new AttestryError("unreadable_package", `This is no app package: ${cause.message}`, { cause });
    }
    throw cause;
  });
  if (inspection.verdict === "accept") return inspection;
  const fields = Object.fromEntries(inspection.reasons.map(({ code, message }) => [code, message]));
  const sentences = inspection.reasons.map(({ message }) => message).join(" ");
  throw new AttestryError("rejected_package", `The package can't be registered. ${sentences}`, { fields });
}

async function register(
  tx: Transaction,
  apk: AcceptedApk,
  name: string | undefined,
  { principal, now }: ChangeContext,
): Promise<Changed<RegisteredPackage>> {
  const author = principal.name;
  const newApp = { platform: "android", appId: apk.package, name: name ?? apk.package } as const;
  const insertedId = await insertApp(tx, newApp, author, now);
  const appId = insertedId ?? (await findRegistered(tx, apk.package));
  const { build, created } = await insertBuild(tx, { ...buildOf(apk), appId, registeredBy: author, createdAt: now });
  if (build.revokedAt !== null) {
    throw new AttestryError("conflict", `This build was revoked at ${build.revokedAt}. Restore it instead.`);
  }
  const app = await findApp(tx, appId);
  const createdApp = insertedId !== null;
  return {
    answer: { app, build, created: { app: createdApp, build: created }, uses: usesOf(apk, app, build) },
    audit: [
      ...(createdApp ? [{ action: "app.create", entity: `app:${appId}`, after: app }] : []),
      ...(created ? [{ action: "build.register", entity: `build:${build.id}`, after: build }] : []),
    ],
  };
}

async function findRegistered(tx: Transaction, packageName: string): Promise<number> {
  const [found] = await tx
    .select({ id: apps.id, archivedAt: apps.archivedAt })
    .from(apps)
    .where(and(eq(apps.platform, "android"), eq(apps.appId, packageName)))
    .for("update");
  if (found === undefined) throw new Error("an app that could not be inserted is not there either");
  if (found.archivedAt !== null) throw new AttestryError("conflict", `${packageName} is archived. Restore it first.`);
  return found.id;
}

function buildOf(apk: AcceptedApk) {
  const { schemes, v2Signers, v3Signers, v31Signers, targetSdk, debuggable, split, apkDigest, sizeBytes } = apk;
  return {
    source: apk.kind,
    // Android shows the version code where there is no name.
    versionName: apk.versionName ?? String(apk.versionCode),
    versionCode: apk.versionCode,
    signerDigests: [...apk.signers],
    lineage: apk.lineage.map(({ sha256 }) => sha256),
    minSdk: apk.minSdk,
    codeDigest: apk.codeDigest,
    fileDigest: apk.fileSha256,
    details: { schemes, v2Signers, v3Signers, v31Signers, targetSdk, debuggable, split, apkDigest, sizeBytes },
  };
}

function usesOf(apk: AcceptedApk, app: App, build: Build): string[] {
  const signers = build.signerDigests.length === 1 ? "certificate" : `${build.signerDigests.length} certificates`;
  return [
    `An instance of ${app.appId} counts as registered when it is signed by the ${signers} of this package.`,
    `Where the policy asks for exact builds, ${build.versionName} (${build.versionCode}) is one of them.`,
    ...(build.lineage.length > 1
      ? ["An older certificate of its rotation history counts as well: an update on an old phone may still carry it."]
      : []),
    ...(apk.debuggable === true
      ? ["This build is debuggable: anybody can look inside it while it runs. Revoke it before you go live."]
      : []),
    ...(apk.split === null ? [] : [`This is the split ${apk.split}; the base package says more about the app.`]),
  ];
}
