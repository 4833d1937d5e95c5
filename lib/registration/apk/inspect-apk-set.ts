import type { ByteSource } from "../../encoding/byte-source";
import { DEFAULT_ZIP_LIMITS } from "../../encoding/zip/limits";
import { fileDigest } from "../file-digest";
import { Findings } from "../findings";
import { openArchive } from "../open-archive";
import { withPackageFile } from "../package-file";
import { RejectedPackageError, type Rejection } from "../rejection";
import { withEntrySource } from "../spool";
import type { AcceptedApk, ApkFacts, ApkInspection } from "./apk-inspection";
import { type InspectApkOptions, inspectApkSource } from "./inspect-apk";

const MEMBERS_MAX = 500;

/** One APK of a set. */
export interface ApkSetMember {
  readonly name: string;
  /** Null for the base. */
  readonly split: string | null;
  readonly sizeBytes: number;
  readonly fileSha256: string | null;
  readonly codeDigest: string | null;
}

/** An app in several APKs: a base and its splits. What the base says holds for all of them. */
export interface ApkSetFacts extends Omit<ApkFacts, "kind"> {
  readonly kind: "apk-set";
  readonly members: readonly ApkSetMember[];
}

export interface AcceptedApkSet extends ApkSetFacts {
  readonly verdict: "accept";
  readonly package: string;
  readonly versionCode: number;
}

export interface RejectedApkSet extends ApkSetFacts {
  readonly verdict: "reject";
  readonly reasons: readonly Rejection[];
}

export type ApkSetInspection = AcceptedApkSet | RejectedApkSet;

interface NamedInspection {
  readonly name: string;
  readonly inspection: ApkInspection;
}

/** Verifies the APKs of one app, given as files. Throws an UnreadablePackageError when one of them is no archive. */
export async function inspectApkFiles(
  paths: readonly string[],
  options: InspectApkOptions = {},
): Promise<ApkSetInspection> {
  const inspected: NamedInspection[] = [];
  for (const path of paths) {
    const inspection = await withPackageFile(path, (source) => inspectApkSource(source, options));
    inspected.push({ name: path.replace(/^.*[/\\]/, ""), inspection });
  }
  const sizeBytes = inspected.reduce((total, { inspection }) => total + inspection.sizeBytes, 0);
  return concludeSet(inspected, { fileSha256: null, sizeBytes }, new Findings());
}

/** Verifies every APK inside an archive of them (.apks of bundletool, .xapk, .apkm). */
export async function inspectApkSetSource(
  source: ByteSource,
  { fileSha256, ...options }: InspectApkOptions = {},
): Promise<ApkSetInspection> {
  const findings = new Findings();
  const inspected = await findings.attempt(() => inspectMembers(source, options));
  const file = { fileSha256: await fileDigest(source, { ...options, fileSha256 }), sizeBytes: source.size };
  return concludeSet(inspected ?? [], file, findings);
}

async function inspectMembers(source: ByteSource, options: InspectApkOptions): Promise<NamedInspection[]> {
  const archive = await openArchive(source, options.limits ?? DEFAULT_ZIP_LIMITS);
  archive.assertLayout();
  const entries = archive.entries.filter(({ name }) => name.endsWith(".apk"));
  if (entries.length > MEMBERS_MAX) {
    throw new RejectedPackageError("zip-too-many-entries", `The archive holds more than ${MEMBERS_MAX} APKs.`);
  }
  const inspected: NamedInspection[] = [];
  for (const entry of entries) {
    const inspection = await withEntrySource(archive, entry, (member) => inspectApkSource(member, options));
    inspected.push({ name: entry.name, inspection });
  }
  return inspected;
}

function concludeSet(
  inspected: readonly NamedInspection[],
  file: Pick<ApkFacts, "fileSha256" | "sizeBytes">,
  findings: Findings,
): ApkSetInspection {
  for (const { name, inspection } of inspected) {
    const reasons = inspection.verdict === "reject" ? inspection.reasons : [];
    findings.add(...reasons.map(({ code, message }) => ({ code, message: `${name}: ${message}` })));
  }
  const accepted = inspected.flatMap(({ name, inspection }) =>
    inspection.verdict === "accept" ? [{ name, inspection }] : [],
  );
  const base = accepted.find(({ inspection }) => inspection.split === null)?.inspection;
  if (findings.isClean && base === undefined) {
    findings.add({ code: "set-without-base", message: "None of the APKs is the base of the app." });
  }
  if (base !== undefined) findings.add(...accepted.flatMap((member) => differences(base, member)));
  const members = inspected.map(({ name, inspection }) => memberOf(name, inspection));
  const { verdict: _, ...facts } = base ?? { verdict: "reject", ...NOTHING };
  if (findings.isClean && base !== undefined) {
    const { package: packageName, versionCode } = base;
    return { verdict: "accept", ...facts, ...file, kind: "apk-set", package: packageName, versionCode, members };
  }
  return { verdict: "reject", reasons: findings.reasons, ...facts, ...file, kind: "apk-set", signers: [], members };
}

function differences(base: AcceptedApk, { name, inspection }: { name: string; inspection: AcceptedApk }): Rejection[] {
  const compared: [what: string, one: string, other: string][] = [
    ["package", base.package, inspection.package],
    ["version code", String(base.versionCode), String(inspection.versionCode)],
    ["signers", base.signers.join(), inspection.signers.join()],
  ];
  return compared
    .filter(([, one, other]) => one !== other)
    .map(([what]) => ({ code: "set-mismatch", message: `${name} has other ${what} than the base of the app.` }));
}

function memberOf(name: string, { split, sizeBytes, fileSha256: sha256, codeDigest }: ApkInspection): ApkSetMember {
  return { name, split, sizeBytes, fileSha256: sha256, codeDigest };
}

const NOTHING = {
  package: null,
  versionName: null,
  versionCode: null,
  minSdk: null,
  targetSdk: null,
  debuggable: null,
  split: null,
  schemes: [],
  signers: [],
  v2Signers: [],
  v3Signers: [],
  v31Signers: [],
  lineage: [],
  codeDigest: null,
  apkDigest: null,
  notes: [],
} as const;
