/** What a verdict says of app and device: evidence steps D4.4 to D4.6 and D4.8. Unknown values satisfy no rule. */

import type { PlayIntegrityCheck } from "../../../contract/evidence-checks/play-integrity";
import type { Signal } from "../../../contract/signals";
import type { CheckReport } from "../report";
import type { PlayIntegrityContext } from "./context";
import type { Verdict } from "./verdict";

type Report = CheckReport<PlayIntegrityCheck>;

export function checkApp({ appIntegrity }: Verdict, { app }: PlayIntegrityContext, report: Report): void {
  const { appRecognitionVerdict: recognition, packageName, certificateSha256Digest, versionCode } = appIntegrity;
  const unrecognised = recognition === "UNRECOGNIZED_VERSION" ? "app-repackaged" : "app-not-registered";
  report.require("app-recognition", recognition === "PLAY_RECOGNIZED", [unrecognised], {
    found: recognition ?? "no verdict",
    expected: "PLAY_RECOGNIZED",
  });
  report.require("app-package", packageName === app.packageName, ["app-not-registered"], {
    found: packageName ?? "no package",
    expected: app.packageName,
  });
  const digests = (certificateSha256Digest ?? []).map(digestOf);
  report.require(
    "app-signer",
    digests.length > 0 && digests.every((digest) => app.signerDigests.includes(digest)),
    ["app-repackaged"],
    { found: digests.join(", ") || "no signer", expected: app.signerDigests.join(", ") || "no signer registered" },
  );
  if (app.minimumVersionCode === undefined) {
    report.skip("attested-app-version", `no rule; ${versionCode ?? "unknown"}`);
    return;
  }
  report.require(
    "attested-app-version",
    versionCode !== undefined && versionCode >= app.minimumVersionCode,
    ["outdated-app"],
    {
      found: versionCode ?? "unknown",
      expected: `at least ${app.minimumVersionCode}`,
    },
  );
}

/** Real tokens carry base64url without padding; anything else is compared as it stands. */
export function digestOf(text: string): string {
  return /^[A-Za-z0-9_-]{43}=?$/.test(text) ? Buffer.from(text, "base64url").toString("hex") : text;
}

export function checkDevice({ deviceIntegrity }: Verdict, context: PlayIntegrityContext, report: Report): void {
  const labels = deviceIntegrity.deviceRecognitionVerdict ?? [];
  const strong = labels.includes("MEETS_STRONG_INTEGRITY");
  report.require("device-integrity", strong || labels.includes("MEETS_DEVICE_INTEGRITY"), deviceSignals(labels), {
    found: labels.join(", ") || "no label",
    expected: "MEETS_DEVICE_INTEGRITY or MEETS_STRONG_INTEGRITY",
  });
  if (context.requireStrongIntegrity === true) report.require("strong-integrity", strong, ["outdated-patch"]);
  else report.skip("strong-integrity", `no rule; ${strong ? "met" : "not met"}`);
  const sdkVersion = deviceIntegrity.deviceAttributes?.sdkVersion;
  const minimum = context.minimumSdkVersion;
  if (minimum === undefined) report.skip("sdk-version", `no rule; ${sdkVersion ?? "unknown"}`);
  else {
    report.require("sdk-version", sdkVersion !== undefined && sdkVersion >= minimum, ["outdated-patch"], {
      found: sdkVersion ?? "unknown",
      expected: `at least ${minimum}`,
    });
  }
}

/** What a verdict without device integrity stands for, as far as its labels tell. */
function deviceSignals(labels: readonly string[]): readonly Signal[] {
  if (labels.length === 0) return ["root", "emulator"];
  if (labels.includes("MEETS_VIRTUAL_INTEGRITY")) return ["emulator"];
  return labels.includes("MEETS_BASIC_INTEGRITY") ? ["root", "bootloader-unlocked", "custom-os"] : ["root"];
}

/** Facts that the policy alone weighs: none of them makes the verdict a worse proof. */
export function noteCircumstances(verdict: Verdict, report: Report): void {
  noteActivity(verdict.deviceIntegrity.recentDeviceActivity?.deviceActivityLevel, report);
  noteLicensing(verdict.accountDetails.appLicensingVerdict, report);
  noteAccessRisk(verdict.environmentDetails.appAccessRiskVerdict, report);
  notePlayProtect(verdict.environmentDetails.playProtectVerdict, report);
}

function noteActivity(level: string | undefined, report: Report): void {
  if (level === undefined) report.skip("device-activity", "not stated");
  else if (level === "LEVEL_1" || level === "LEVEL_2") report.pass("device-activity", { found: level });
  else report.annotate("device-activity", { found: level, expected: "LEVEL_1 or LEVEL_2" });
}

/** `UNEVALUATED` says nothing about the account and is kept apart from `UNLICENSED`. */
function noteLicensing(licensing: string | undefined, report: Report): void {
  const seen = { found: licensing, expected: "LICENSED" };
  if (licensing === undefined) report.skip("licensing", "not stated");
  else if (licensing === "LICENSED") report.pass("licensing", seen);
  else report.annotate("licensing", seen, licensing === "UNLICENSED" ? ["unlicensed"] : []);
}

function noteAccessRisk(risk: Verdict["environmentDetails"]["appAccessRiskVerdict"], report: Report): void {
  if (risk === undefined) {
    report.skip("app-access-risk", "not stated");
    return;
  }
  const apps = risk.appsDetected;
  const signals = new Set(
    (apps ?? []).flatMap((label): Signal[] => {
      if (/_(OVERLAYS|CAPTURING)$/.test(label)) return ["screen-overlay"];
      return label.endsWith("_CONTROLLING") ? ["accessibility-abuse"] : [];
    }),
  );
  const seen = { found: apps?.join(", ") || (apps === undefined ? "not evaluated" : "none") };
  if (apps !== undefined && signals.size === 0) report.pass("app-access-risk", seen);
  else report.annotate("app-access-risk", seen, [...signals]);
}

/** POSSIBLE_RISK means that Play Protect is switched off. */
function notePlayProtect(verdict: string | undefined, report: Report): void {
  const seen = { found: verdict, expected: "NO_ISSUES" };
  if (verdict === undefined) report.skip("play-protect", "not stated");
  else if (verdict === "NO_ISSUES") report.pass("play-protect", seen);
  else report.annotate("play-protect", seen, verdict.endsWith("_RISK") ? ["malware-risk"] : []);
}
