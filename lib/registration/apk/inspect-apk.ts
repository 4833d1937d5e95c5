import type { ByteSource } from "../../encoding/byte-source";
import { DEFAULT_ZIP_LIMITS, type ZipLimits } from "../../encoding/zip/limits";
import { apkCode, codeDigest } from "../code-digest";
import { Findings } from "../findings";
import { DEBUGGABLE_NOTE } from "../notes";
import { openArchive } from "../open-archive";
import { withPackageFile } from "../package-file";
import type { ApkFacts, ApkInspection, ApkScheme } from "./apk-inspection";
import type { ApkMeasurement } from "./content-digest";
import { type JarSignature, readJarSignature } from "./jar-header";
import type { LineageNode } from "./lineage";
import type { ApkManifest } from "./manifest";
import { readManifest } from "./read-manifest";
import { unsignedReasons } from "./scheme-policy";
import { consistentLineage, effectiveSigners } from "./signer-consistency";
import { readSigningBlock, type SigningBlock } from "./signing-block";
import { schemesStrippedFromJar } from "./stripping";
import { strongestDigest, verifyContents } from "./verify-contents";
import { type ApkSignatures, verifySignatures } from "./verify-signatures";

export interface InspectApkOptions {
  /** Lowest API level the package must install on; at least 24 (Android 7), which is where scheme v2 begins. */
  readonly minSdkFloor?: number;
  readonly limits?: ZipLimits;
  /** SHA-256 of the file in lower-case hex where an upload has computed it already. */
  readonly fileSha256?: string;
  /** Computes it where nobody has, which is one more pass of hashing; else the inspection leaves it out. */
  readonly hashFile?: boolean;
}

const MIN_SDK_FLOOR = 24;

/**
 * Verifies an APK by signature schemes v2, v3 and v3.1 and reads what registration needs. The file is read piece by
 * piece and never held in memory. Throws an UnreadablePackageError when there is no file, or no ZIP archive in it.
 */
export async function inspectApk(path: string, options: InspectApkOptions = {}): Promise<ApkInspection> {
  return withPackageFile(path, (source) => inspectApkSource(source, options));
}

/** As {@link inspectApk}, for bytes from anywhere. */
export async function inspectApkSource(source: ByteSource, options: InspectApkOptions = {}): Promise<ApkInspection> {
  const sdkFloor = options.minSdkFloor ?? MIN_SDK_FLOOR;
  if (sdkFloor < MIN_SDK_FLOOR) throw new RangeError(`minSdkFloor is ${sdkFloor}; at least ${MIN_SDK_FLOOR}`);
  const findings = new Findings();
  const archive = await findings.attempt(() => openArchive(source, options.limits ?? DEFAULT_ZIP_LIMITS));
  if (archive === null) return conclude(findings, { sizeBytes: source.size });

  const block = await findings.attempt(() => readSigningBlock(source, archive.end.directoryOffset));
  const isBlockReadable = findings.isClean;
  const signatures = block === null ? null : verifySignatures(block);
  findings.add(...(signatures?.rejections ?? []));
  await findings.attempt(() => archive.assertLayout(block?.start));
  // Hashing code beside contents uses a second core where there is one; on any finding its result is dropped.
  const [measured, code] = await Promise.all([
    verifyContents(source, { archive, block, signatures, findings }, options),
    findings.isClean && signatures !== null ? findings.attempt(() => codeDigest(apkCode(archive))) : null,
  ]);

  const jar = await findings.attempt(() => readJarSignature(archive));
  const manifest = await findings.attempt(() => readManifest(archive));
  findings.add(...schemesStrippedFromJar(jar?.signedWith ?? [], new Set(block?.schemes.keys())));
  if (isBlockReadable) findings.add(...unsignedReasons(block, jar, manifest));
  if (manifest !== null && !manifest.package) {
    findings.add({ code: "manifest-incomplete", message: "AndroidManifest.xml names no package." });
  }
  if (manifest?.versionCode != null && !Number.isSafeInteger(manifest.versionCode)) {
    findings.add({ code: "manifest-incomplete", message: "AndroidManifest.xml has a version code beyond 2^53." });
  }
  // No phone below the manifest's own level ever installs the package.
  const floor = Math.max(sdkFloor, manifest?.minSdk ?? 0);
  const lineage =
    signatures?.rejections.length === 0
      ? await findings.attempt(() => consistentLineage(signatures.signers, floor))
      : null;
  const inspected = { sizeBytes: source.size, block, signatures, lineage, measured, jar, manifest };
  return conclude(findings, { ...inspected, code: findings.isClean ? code : null });
}

interface Inspected {
  readonly sizeBytes: number;
  readonly block?: SigningBlock | null;
  readonly signatures?: ApkSignatures | null;
  readonly lineage?: readonly LineageNode[] | null;
  readonly measured?: ApkMeasurement;
  readonly jar?: JarSignature | null;
  readonly manifest?: ApkManifest | null;
  readonly code?: string | null;
}

function conclude(findings: Findings, inspected: Inspected): ApkInspection {
  const facts = factsOf(inspected);
  const signers = inspected.signatures == null ? [] : effectiveSigners(inspected.signatures.signers);
  if (findings.isClean && facts.package !== null && signers.length > 0) {
    // Android takes a missing versionCode for 0.
    return { verdict: "accept", ...facts, package: facts.package, versionCode: facts.versionCode ?? 0, signers };
  }
  return { verdict: "reject", reasons: findings.reasons, ...facts };
}

function factsOf({ sizeBytes, block, signatures, lineage, measured, jar, manifest, code }: Inspected): ApkFacts {
  const digests = (scheme: "v2" | "v3" | "v3.1") =>
    signatures?.signers[scheme].map(({ certificateSha256 }) => certificateSha256) ?? [];
  return {
    kind: "apk",
    package: manifest?.package ?? null,
    versionName: manifest?.versionName ?? null,
    versionCode: manifest?.versionCode ?? null,
    minSdk: manifest?.minSdk ?? null,
    targetSdk: manifest?.targetSdk ?? null,
    debuggable: manifest?.debuggable ?? null,
    split: manifest?.split ?? null,
    schemes: schemesOf(jar, block),
    signers: [],
    v2Signers: digests("v2"),
    v3Signers: digests("v3"),
    v31Signers: digests("v3.1"),
    lineage: lineage ?? [],
    codeDigest: code ?? null,
    apkDigest: measured === undefined ? null : strongestDigest(measured),
    fileSha256: measured?.fileSha256 ?? null,
    sizeBytes,
    notes: manifest?.debuggable === true ? [DEBUGGABLE_NOTE] : [],
  };
}

function schemesOf(jar: JarSignature | null | undefined, block: SigningBlock | null | undefined): ApkScheme[] {
  return [...(jar?.isPresent ? (["v1"] as const) : []), ...(["v2", "v3", "v3.1"] as const)].filter(
    (scheme) => scheme === "v1" || block?.schemes.has(scheme),
  );
}
