import { LINEAGE_CAPABILITIES, type LineageNode } from "../../lib/registration/apk/lineage";
import type { PackageInspection } from "../../lib/registration/inspect-package";
import type { UnreadablePackageError } from "../../lib/registration/rejection";

/** The inspection as one JSON object: reasons as codes, their sentences beside them, the lineage as digests. */
export function inspectionJson(inspection: PackageInspection): string {
  const { verdict, ...facts } = inspection;
  const found = inspection.verdict === "reject" ? inspection.reasons : [];
  const lineage = lineageOf(inspection);
  const report = {
    verdict,
    ...facts,
    reasons: found.map(({ code }) => code),
    messages: found.map(({ message }) => message),
    lineage: lineage.map(({ sha256 }) => sha256),
    lineageCapabilities: lineage.map(({ flags }) => capabilitiesOf(flags)),
  };
  return JSON.stringify(report, null, 2);
}

/** What {@link inspectionJson} prints for input that is no package. */
export function unreadableJson({ code, message }: UnreadablePackageError): string {
  const nothing = { package: null, versionName: null, versionCode: null, signers: [], lineage: [] };
  return JSON.stringify({ verdict: "reject", reasons: [code], messages: [message], ...nothing }, null, 2);
}

/** The inspection for people, one fact a line. */
export function inspectionText(inspection: PackageInspection): string {
  const reasons = inspection.verdict === "reject" ? inspection.reasons : [];
  const against = reasons.map(({ code, message }) => `  ${code}: ${message}`);
  const facts = [...commonLines(inspection), ...kindLines(inspection)]
    .filter(([, value]) => value !== null && value !== "")
    .map(([label, value]) => `  ${label.padEnd(14)} ${value}`);
  const notes = inspection.notes.map(({ message }) => `  note: ${message}`);
  const parts = [against, facts, notes].filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `${inspection.verdict}\n${parts.join("\n\n")}`;
}

type Line = readonly [label: string, value: string | null];

function commonLines(inspection: PackageInspection): Line[] {
  const { versionName, versionCode } = inspection;
  const version = [versionName, versionCode === null ? null : `(${versionCode})`].filter((part) => part !== null);
  return [
    ["kind", inspection.kind],
    ["package", inspection.package],
    ["version", version.join(" ")],
    ["file sha256", inspection.fileSha256],
    ["size", inspection.sizeBytes === null ? null : `${inspection.sizeBytes} bytes`],
  ];
}

function kindLines(inspection: PackageInspection): Line[] {
  if (inspection.kind === "aab") {
    return [
      ["android", androidLine(inspection)],
      ["modules", inspection.modules.join(", ")],
      ...inspection.uploadSigners.map((sha256): Line => ["upload key", sha256]),
      ["code digest", inspection.codeDigest],
    ];
  }
  if ("slices" in inspection) {
    return [
      ["team", inspection.teamId],
      ["app id", inspection.appId],
      ["signed for", inspection.signerKind],
      ...inspection.slices.map(({ architecture, cdHash }): Line => ["cdhash", `${cdHash} ${architecture}`]),
    ];
  }
  return [
    ["split", inspection.split],
    ["android", androidLine(inspection)],
    ["signed with", inspection.schemes.join(", ")],
    ...inspection.signers.map((sha256): Line => ["signer", sha256]),
    ...inspection.lineage.map(({ sha256, flags }): Line => ["lineage", `${sha256} ${capabilitiesOf(flags).join(",")}`]),
    ["code digest", inspection.codeDigest],
    ["apk digest", inspection.apkDigest],
    ...(inspection.kind === "apk-set" ? inspection.members.map(({ name }): Line => ["apk", name]) : []),
  ];
}

function androidLine({ minSdk, targetSdk }: { minSdk: number | null; targetSdk: number | null }): string | null {
  if (minSdk === null) return null;
  return `API ${minSdk} and up${targetSdk === null ? "" : `, made for API ${targetSdk}`}`;
}

function lineageOf(inspection: PackageInspection): readonly LineageNode[] {
  return "lineage" in inspection ? inspection.lineage : [];
}

function capabilitiesOf(flags: number): string[] {
  return Object.entries(LINEAGE_CAPABILITIES).flatMap(([name, bit]) => ((flags & bit) === 0 ? [] : [name]));
}
