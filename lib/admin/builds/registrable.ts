/** What a verified package becomes: an app, and a build as its reference value. */
import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { App, Build } from "../../contract/admin/apps";
import type { Platform } from "../../contract/evidence";
import { AttestryError } from "../../errors";
import type { AcceptedAab } from "../../registration/aab/inspect-aab";
import type { AcceptedApk } from "../../registration/apk/apk-inspection";
import type { AcceptedApkSet } from "../../registration/apk/inspect-apk-set";
import { inspectPackage, type PackageInspection } from "../../registration/inspect-package";
import { APPLE_ROOT_CA } from "../../registration/ios/apple-root";
import type { AcceptedIos } from "../../registration/ios/ios-inspection";
import { UnreadablePackageError } from "../../registration/rejection";
import type { ReceivedPackage } from "./received-package";

export type AcceptedPackage = Extract<PackageInspection, { verdict: "accept" }>;

interface InspectOptions {
  readonly development: boolean;
  /** PEM file with roots of code signing certificates that count besides Apple's; null for none. */
  readonly codeSigningRoots: string | null;
}

/** Verifies a received package of any kind. Throws `unreadable_package`, or `rejected_package` with each reason. */
export async function inspectReceived(received: ReceivedPackage, options: InspectOptions): Promise<AcceptedPackage> {
  const { path, sha256: fileSha256 } = received;
  const roots = options.codeSigningRoots === null ? [] : await readRoots(options.codeSigningRoots);
  const anchors = [APPLE_ROOT_CA, ...roots];
  const inspection = await inspectPackage(path, { fileSha256, anchors, allowDevelopment: options.development }).catch(
    (cause: unknown) => {
      if (cause instanceof UnreadablePackageError && cause.code === "not-a-package") {
        throw new AttestryError("unreadable_package", `This is no app package: ${cause.message}`, { cause });
      }
      throw cause;
    },
  );
  if (inspection.verdict === "accept") return inspection;
  const fields = Object.fromEntries(inspection.reasons.map(({ code, message }) => [code, message]));
  const sentences = inspection.reasons.map(({ message }) => message).join(" ");
  throw new AttestryError("rejected_package", `The package can't be registered. ${sentences}`, { fields });
}

async function readRoots(path: string): Promise<string[]> {
  const text = await readFile(path, "utf8");
  const pems = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return pems.map((pem) => new X509Certificate(pem).toString());
}

export function platformOf(found: AcceptedPackage): Platform {
  return isIos(found) ? "ios" : "android";
}

function isIos(found: AcceptedPackage): found is AcceptedIos {
  return found.kind === "ipa" || found.kind === "app";
}

/** The build's columns. `playSigners`: the certificates of Google Play, which no bundle names. */
export function buildOf(found: AcceptedPackage, playSigners: readonly string[]) {
  if (found.kind === "aab") return bundleBuild(found, playSigners);
  return isIos(found) ? iosBuild(found) : apkBuild(found);
}

function apkBuild(apk: AcceptedApk | AcceptedApkSet) {
  const { schemes, v2Signers, v3Signers, v31Signers, targetSdk, debuggable, split, apkDigest, sizeBytes } = apk;
  const members = apk.kind === "apk-set" ? { members: apk.members.map(({ name }) => name) } : {};
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
    teamId: null,
    details: {
      schemes,
      v2Signers,
      v3Signers,
      v31Signers,
      targetSdk,
      debuggable,
      split,
      apkDigest,
      sizeBytes,
      ...members,
    },
  };
}

function bundleBuild(aab: AcceptedAab, playSigners: readonly string[]) {
  const { uploadSigners, modules, targetSdk, debuggable, sizeBytes } = aab;
  return {
    source: aab.kind,
    versionName: aab.versionName ?? String(aab.versionCode),
    versionCode: aab.versionCode,
    signerDigests: [...playSigners],
    lineage: [],
    minSdk: aab.minSdk,
    codeDigest: aab.codeDigest,
    fileDigest: aab.fileSha256,
    teamId: null,
    details: { uploadSigners, modules, targetSdk, debuggable, sizeBytes },
  };
}

function iosBuild(ios: AcceptedIos) {
  const { appId, slices, signerKind, signingCertificateSha256, entitlements, minimumOsVersion, buildVersion } = ios;
  return {
    source: ios.kind,
    versionName: ios.versionName ?? ios.buildVersion ?? "0",
    // A dotted CFBundleVersion counts by its first number, as the SDK reports it.
    versionCode: ios.versionCode ?? (Number.parseInt(ios.buildVersion ?? "0", 10) || 0),
    signerDigests: [],
    lineage: [],
    minSdk: null,
    codeDigest: null,
    fileDigest: ios.fileSha256,
    teamId: ios.teamId,
    details: {
      appId,
      slices,
      signerKind,
      signingCertificateSha256,
      entitlements,
      minimumOsVersion,
      buildVersion,
      sizeBytes: ios.sizeBytes,
    },
  };
}

/** What the build will be used for, one sentence each. */
export function usesOf(found: AcceptedPackage, app: App, build: Build): string[] {
  const exact = `Where the policy asks for exact builds, ${build.versionName} (${build.versionCode}) is one of them.`;
  const notes = found.notes.map(({ message }) => message);
  if (isIos(found)) {
    return [`App Attest proves ${found.appId}: an instance of another team is refused.`, exact, ...notes];
  }
  const signers = build.signerDigests.length === 1 ? "certificate" : `${build.signerDigests.length} certificates`;
  if (found.kind === "aab") {
    return [
      `An instance of ${app.appId} counts as registered when it is signed by the Play signing ${signers} you gave.`,
      exact,
      ...found.notes.filter(({ code }) => code !== "upload-certificate").map(({ message }) => message),
      "The bundle's own certificate is the upload key's: no phone reports it, and it is kept as information only.",
    ];
  }
  return [
    `An instance of ${app.appId} counts as registered when it is signed by the ${signers} of this package.`,
    exact,
    ...(build.lineage.length > 1
      ? ["An older certificate of its rotation history counts as well: an update on an old phone may still carry it."]
      : []),
    ...(found.debuggable === true
      ? ["This build is debuggable: anybody can look inside it while it runs. Revoke it before you go live."]
      : []),
    ...(found.split === null ? [] : [`This is the split ${found.split}; the base package says more about the app.`]),
  ];
}
