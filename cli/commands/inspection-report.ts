import type { ApkInspection } from "../../lib/registration/apk/apk-inspection";
import { LINEAGE_CAPABILITIES } from "../../lib/registration/apk/lineage";
import type { UnreadablePackageError } from "../../lib/registration/rejection";

/** The inspection as one JSON object: reasons as codes, their sentences beside them, the lineage as digests. */
export function inspectionJson(inspection: ApkInspection): string {
  const { verdict, lineage, ...facts } = inspection;
  const found = inspection.verdict === "reject" ? inspection.reasons : [];
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
export function inspectionText(inspection: ApkInspection): string {
  const reasons = inspection.verdict === "reject" ? inspection.reasons : [];
  const facts = factLines(inspection).map(([label, value]) => `  ${label.padEnd(12)} ${value}`);
  const against = reasons.map(({ code, message }) => `  ${code}: ${message}`);
  return [inspection.verdict, ...against, ...(against.length > 0 ? [""] : []), ...facts].join("\n");
}

function factLines(inspection: ApkInspection): [label: string, value: string][] {
  const { versionName, versionCode, minSdk, targetSdk, debuggable, schemes, lineage } = inspection;
  const lines: [string, string | null][] = [
    ["package", inspection.package],
    ["split", inspection.split],
    ["version", versionCode === null ? versionName : `${versionName ?? ""} (${versionCode})`.trim()],
    [
      "android",
      minSdk === null ? null : `API ${minSdk} and up${targetSdk === null ? "" : `, made for API ${targetSdk}`}`,
    ],
    ["debuggable", debuggable === true ? "yes: never register such a build for production" : null],
    ["signed with", schemes.join(", ")],
    ...inspection.signers.map((sha256): [string, string] => ["signer", sha256]),
    ...lineage.map(({ sha256, flags }): [string, string] => [
      "lineage",
      `${sha256} ${capabilitiesOf(flags).join(",")}`,
    ]),
    ["code digest", inspection.codeDigest],
    ["apk digest", inspection.apkDigest],
    ["file sha256", inspection.fileSha256],
    ["size", `${inspection.sizeBytes} bytes`],
  ];
  return lines.flatMap(([label, value]) => (value ? [[label, value]] : []));
}

function capabilitiesOf(flags: number): string[] {
  return Object.entries(LINEAGE_CAPABILITIES).flatMap(([name, bit]) => ((flags & bit) === 0 ? [] : [name]));
}
