/** Which app made the key, and how old app and system are (evidence steps D3.13 and D3.14). */

import type { KeyAttestationCheck } from "../../../contract/evidence-checks/key-attestation";
import type { CheckReport } from "../report";
import type { AndroidReferenceValues, DeviceRules } from "./context";
import type { ApplicationId, KeyDescription } from "./key-description";

type Report = CheckReport<KeyAttestationCheck>;

/** What Keystore writes when it could not tell the app. */
const UNKNOWN_PACKAGE = "UnknownPackage";

/** Package and signers, for every package listed: apps with a shared user id are listed together. */
export function checkApp(record: KeyDescription, app: AndroidReferenceValues | null, report: Report): void {
  if (app === null) {
    for (const id of ["app-package", "app-signer", "attested-app-version"] as const)
      report.skip(id, "no app registered");
    return;
  }
  const id = record.softwareEnforced.applicationId;
  if (id === null) {
    report.fail("app-package", ["app-not-registered"], { found: "no application id", expected: app.packageName });
    return;
  }
  checkPackages(id, app, report);
  checkSigners(id, app, report);
  checkVersion(id, app, report);
}

function checkPackages({ packages }: ApplicationId, app: AndroidReferenceValues, report: Report): void {
  const names = packages.map(({ name }) => name);
  const registered = [app.packageName, ...(app.sharedUserIdPackages ?? [])].filter((name) => name !== UNKNOWN_PACKAGE);
  const holds = names.includes(app.packageName) && names.every((name) => registered.includes(name));
  const seen = { found: names.join(", ") || "no package", expected: app.packageName };
  report.require("app-package", holds, ["app-not-registered"], seen);
}

function checkSigners({ signerDigests }: ApplicationId, app: AndroidReferenceValues, report: Report): void {
  const holds = signerDigests.length > 0 && signerDigests.every((digest) => app.signerDigests.includes(digest));
  report.require("app-signer", holds, ["app-repackaged"], {
    found: signerDigests.join(", ") || "no signer",
    expected: app.signerDigests.join(", ") || "no signer registered",
  });
}

function checkVersion({ packages }: ApplicationId, app: AndroidReferenceValues, report: Report): void {
  const minimum = app.minimumVersionCode;
  if (minimum === undefined) {
    report.skip("attested-app-version", "no rule");
    return;
  }
  const oldest = Math.min(...packages.map(({ versionCode }) => versionCode));
  report.require("attested-app-version", oldest >= minimum, ["outdated-app"], {
    found: oldest,
    expected: `at least ${minimum}`,
  });
}

export function checkPatchLevels({ hardwareEnforced: list }: KeyDescription, rules: DeviceRules, report: Report): void {
  checkOsVersion(list.osVersion, rules.minimumOsVersion, report);
  checkPatch("os-patch", list.osPatchLevel, rules.minimumOsPatch, report);
  checkPatch("vendor-patch", list.vendorPatchLevel, rules.minimumVendorPatch, report);
  checkPatch("boot-patch", list.bootPatchLevel, rules.minimumBootPatch, report);
}

function checkOsVersion(version: number | null, minimum: number | undefined, report: Report): void {
  const found = printOsVersion(version) ?? "unknown";
  if (minimum === undefined) {
    report.skip("attested-os-version", `no rule; ${found}`);
    return;
  }
  const holds = version !== null && version >= minimum;
  report.require("attested-os-version", holds, ["outdated-patch"], {
    found,
    expected: `at least ${printOsVersion(minimum)}`,
  });
}

function checkPatch(
  id: "os-patch" | "vendor-patch" | "boot-patch",
  level: number | null,
  minimum: string | undefined,
  report: Report,
): void {
  const found = printPatchLevel(level);
  if (minimum === undefined) {
    report.skip(id, `no rule; ${found ?? "unknown"}`);
    return;
  }
  // A month is compared with a month: a level without a day is not older than its own first day.
  const holds = found !== null && found >= minimum.slice(0, found.length);
  report.require(id, holds, ["outdated-patch"], { found: found ?? "unknown", expected: `at least ${minimum}` });
}

/** YYYY-MM or YYYY-MM-DD from tags 706, 718 and 719 (YYYYMM or YYYYMMDD); null for 0 and anything malformed. */
export function printPatchLevel(level: number | null): string | null {
  const match = /^(\d{4})(\d{2})(\d{2})?$/.exec(String(level ?? ""));
  if (match === null) return null;
  const [, year = "", month = "", day] = match;
  if (Number(year) < 2008 || Number(month) < 1 || Number(month) > 12) return null;
  if (day === undefined || day === "00") return `${year}-${month}`;
  return Number(day) <= 31 ? `${year}-${month}-${day}` : null;
}

/** `14` or `8.1` from tag 705 (major, minor, sub-minor, two digits each); null for 0 and absent. */
export function printOsVersion(version: number | null): string | null {
  if (version === null || version <= 0) return null;
  const parts = [Math.floor(version / 10_000), Math.floor(version / 100) % 100, version % 100];
  while (parts.length > 1 && parts.at(-1) === 0) parts.pop();
  return parts.join(".");
}
