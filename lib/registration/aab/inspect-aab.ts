import type { ByteSource } from "../../encoding/byte-source";
import type { ZipArchive } from "../../encoding/zip/archive";
import { DEFAULT_ZIP_LIMITS, type ZipLimits } from "../../encoding/zip/limits";
import { bundleCode, codeDigest } from "../code-digest";
import { fileDigest } from "../file-digest";
import { Findings } from "../findings";
import { verifyJar } from "../jar/verify-jar";
import { DEBUGGABLE_NOTE } from "../notes";
import { openArchive } from "../open-archive";
import { type PackageNote, RejectedPackageError, type Rejection } from "../rejection";
import { certificateSha256 } from "../signing-certificate";
import { type BundleManifest, decodeBundleManifest } from "./bundle-manifest";
import { lookUpBundleString } from "./bundle-resources";

export const BUNDLE_MANIFEST = "base/manifest/AndroidManifest.xml";
const MIB = 1024 * 1024;
const MANIFEST_BYTES_MAX = 16 * MIB;
const RESOURCES_BYTES_MAX = 64 * MIB;

/** What an Android app bundle says about itself. Digests are SHA-256 in lower-case hex. */
export interface AabFacts {
  readonly kind: "aab";
  readonly package: string | null;
  readonly versionName: string | null;
  readonly versionCode: number | null;
  /** Android API levels. */
  readonly minSdk: number | null;
  readonly targetSdk: number | null;
  readonly debuggable: boolean | null;
  readonly modules: readonly string[];
  /** Always empty: the store signs the APKs with a key of its own, whose digest must be given apart. */
  readonly signers: readonly string[];
  /** Certificates of the upload key. No device ever reports them: not an attestation value. */
  readonly uploadSigners: readonly string[];
  /** Digest over the base module's code, as it will be in the APKs. */
  readonly codeDigest: string | null;
  readonly fileSha256: string | null;
  readonly sizeBytes: number;
  readonly notes: readonly PackageNote[];
}

export interface AcceptedAab extends AabFacts {
  readonly verdict: "accept";
  readonly package: string;
  readonly versionCode: number;
  /** What registration must still ask for. */
  readonly needs: readonly ["play-signing-digest"];
}

export interface RejectedAab extends AabFacts {
  readonly verdict: "reject";
  readonly reasons: readonly Rejection[];
}

export type AabInspection = AcceptedAab | RejectedAab;

const UPLOAD_NOTE: PackageNote = {
  code: "upload-certificate",
  message:
    "The bundle is signed with the upload key. Devices report the Play signing key: give its SHA-256 from the Play Console.",
};

export interface InspectAabOptions {
  readonly limits?: ZipLimits;
  /** SHA-256 of the file in lower-case hex where an upload has computed it already. */
  readonly fileSha256?: string;
  /** Computes it where nobody has, which is one more pass of hashing; else the inspection leaves it out. */
  readonly hashFile?: boolean;
}

/**
 * Verifies an app bundle's JAR signature and reads its base module. Throws an UnreadablePackageError when the source is
 * no archive.
 */
export async function inspectAabSource(source: ByteSource, options: InspectAabOptions = {}): Promise<AabInspection> {
  const findings = new Findings();
  const archive = await findings.attempt(() => openArchive(source, options.limits ?? DEFAULT_ZIP_LIMITS));
  const isSafe = archive !== null && (await findings.attempt(() => isLaidOut(archive))) === true;
  const jar = isSafe ? await findings.attempt(() => verifyJar(archive)) : null;
  const manifest = archive === null ? null : await findings.attempt(() => readBundleManifest(archive));
  if (manifest !== null && (!manifest.package || manifest.versionCode === null)) {
    findings.add({ code: "bundle-incomplete", message: "The bundle's manifest names no package or no version code." });
  }
  if (manifest?.versionCode != null && !Number.isSafeInteger(manifest.versionCode)) {
    findings.add({ code: "bundle-incomplete", message: "The bundle's manifest has a version code beyond 2^53." });
  }
  const facts: AabFacts = {
    kind: "aab",
    package: manifest?.package ?? null,
    versionName: manifest?.versionName ?? null,
    versionCode: manifest?.versionCode ?? null,
    minSdk: manifest?.minSdk ?? null,
    targetSdk: manifest?.targetSdk ?? null,
    debuggable: manifest?.debuggable ?? null,
    modules: archive === null ? [] : modulesOf(archive),
    signers: [],
    uploadSigners: jar?.certificates.map(certificateSha256) ?? [],
    codeDigest: findings.isClean && archive !== null ? await codeDigest(bundleCode(archive)) : null,
    fileSha256: await fileDigest(source, options),
    sizeBytes: source.size,
    notes: manifest?.debuggable === true ? [UPLOAD_NOTE, DEBUGGABLE_NOTE] : [UPLOAD_NOTE],
  };
  return findings.isClean && facts.package !== null && facts.versionCode !== null
    ? {
        verdict: "accept",
        ...facts,
        package: facts.package,
        versionCode: facts.versionCode,
        needs: ["play-signing-digest"],
      }
    : { verdict: "reject", reasons: findings.reasons, ...facts };
}

function isLaidOut(archive: ZipArchive): true {
  archive.assertLayout();
  return true;
}

async function readBundleManifest(archive: ZipArchive): Promise<BundleManifest> {
  const entry = archive.entry(BUNDLE_MANIFEST);
  if (entry === undefined) {
    throw new RejectedPackageError("manifest-missing", "The bundle has no base/manifest/AndroidManifest.xml.");
  }
  const bytes = await archive.read(entry, MANIFEST_BYTES_MAX);
  const resources = archive.entry("base/resources.pb");
  let needsResources = false;
  const manifest = decodeBundleManifest(bytes, () => {
    needsResources = true;
    return null;
  });
  if (!needsResources || resources === undefined) return manifest;
  const table = await archive.read(resources, RESOURCES_BYTES_MAX);
  return decodeBundleManifest(bytes, (resourceId) => lookUpBundleString(table, resourceId));
}

function modulesOf(archive: ZipArchive): string[] {
  return archive.entries
    .flatMap(({ name }) => /^([^/]+)\/manifest\/AndroidManifest\.xml$/.exec(name)?.[1] ?? [])
    .sort();
}
