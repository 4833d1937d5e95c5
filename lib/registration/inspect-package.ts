import { stat } from "node:fs/promises";
import type { ByteSource } from "../encoding/byte-source";
import { ZipArchive } from "../encoding/zip/archive";
import { DEFAULT_ZIP_LIMITS, type ZipLimits } from "../encoding/zip/limits";
import { ZipError } from "../encoding/zip/zip-error";
import { type AabInspection, BUNDLE_MANIFEST, inspectAabSource } from "./aab/inspect-aab";
import type { ApkInspection } from "./apk/apk-inspection";
import { inspectApkSource } from "./apk/inspect-apk";
import { type ApkSetInspection, inspectApkSetSource } from "./apk/inspect-apk-set";
import { inspectAppFolder, inspectIpaSource } from "./ios/inspect-ios";
import type { IosInspection } from "./ios/ios-inspection";
import { asUnreadable, withPackageFile } from "./package-file";

/** The verdict on an app package, by `kind`: apk, apk-set, aab, ipa or app. */
export type PackageInspection = ApkInspection | ApkSetInspection | AabInspection | IosInspection;

export type PackageKind = PackageInspection["kind"];

export interface InspectPackageOptions {
  /** Android: lowest API level the app must install on; at least and by default 24. */
  readonly minSdkFloor?: number;
  /** iOS: accepts builds signed with a development certificate. */
  readonly allowDevelopment?: boolean;
  /** iOS: roots of code signing certificates, PEM; Apple's by default. */
  readonly anchors?: readonly string[];
  readonly limits?: ZipLimits;
  /** SHA-256 of the file in lower-case hex where an upload has computed it already. */
  readonly fileSha256?: string;
  /** Computes it where nobody has, which is one more pass of hashing; else the inspection leaves it out. */
  readonly hashFile?: boolean;
}

/** An .app that was zipped by itself has its parts below its own folder. */
const ZIPPED_APP = /^[^/]+\.app\/Info\.plist$/;

type ArchiveKind = Exclude<PackageKind, "app">;

const inspectors: Readonly<
  Record<ArchiveKind, (source: ByteSource, options: InspectPackageOptions) => Promise<PackageInspection>>
> = {
  apk: inspectApkSource,
  "apk-set": inspectApkSetSource,
  aab: inspectAabSource,
  ipa: inspectIpaSource,
};

/**
 * Verifies an app package of any kind, which its contents decide: .apk, an archive of split APKs (.apks, .xapk), .aab,
 * .ipa, or an .app, as a folder or zipped. The package is never held in memory. Throws an UnreadablePackageError when there is no
 * package to read.
 *
 * @example
 * const inspection = await inspectPackage("app.apk");
 * if (inspection.verdict === "reject") console.error(inspection.reasons);
 */
export async function inspectPackage(path: string, options: InspectPackageOptions = {}): Promise<PackageInspection> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder && /\.app\/?$/.test(path)) {
    return inspectAppFolder(path, options).catch((cause) => {
      throw asUnreadable(cause);
    });
  }
  return withPackageFile(path, (source) => inspectPackageSource(source, options, path));
}

/** As {@link inspectPackage}, for bytes from anywhere. The name is asked only where the contents can't be read. */
export async function inspectPackageSource(
  source: ByteSource,
  options: InspectPackageOptions = {},
  name = "",
): Promise<PackageInspection> {
  const kind = (await kindOf(source, options.limits ?? DEFAULT_ZIP_LIMITS)) ?? kindByName(name);
  return inspectors[kind](source, options);
}

/** Null for what can't be opened: the inspector then says why. */
async function kindOf(source: ByteSource, limits: ZipLimits): Promise<ArchiveKind | null> {
  const archive = await ZipArchive.open(source, limits).catch((error) => {
    if (error instanceof ZipError) return null;
    throw error;
  });
  if (archive === null) return null;
  if (archive.entry("AndroidManifest.xml") !== undefined) return "apk";
  if (archive.entry("BundleConfig.pb") !== undefined || archive.entry(BUNDLE_MANIFEST) !== undefined) return "aab";
  if (archive.entries.some(({ name }) => name.startsWith("Payload/") || ZIPPED_APP.test(name))) return "ipa";
  return archive.entries.some(({ name }) => name.endsWith(".apk")) ? "apk-set" : "apk";
}

function kindByName(name: string): ArchiveKind {
  const extension = /\.([a-z]+)$/.exec(name.toLowerCase())?.[1];
  if (extension === "aab" || extension === "ipa") return extension;
  return extension === "apks" || extension === "xapk" ? "apk-set" : "apk";
}
