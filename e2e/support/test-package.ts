import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "attestry-e2e-"));

/** Builds a small real APK that was signed just now; returns its path. */
export function buildTestPackage(id: string, versionName = "1.0.0"): string {
  const path = join(folder, `${id}-${versionName}.apk`);
  const versionCode = versionName.replaceAll(".", "");
  const options = ["--package", id, "--version-name", versionName, "--version-code", versionCode];
  execFileSync(process.execPath, ["scripts/run.mjs", "testapk", path, ...options], { stdio: "pipe" });
  return path;
}

/** The same package with one byte of its contents changed after it was signed. */
export function tamper(path: string): string {
  const bytes = readFileSync(path);
  const name = bytes.indexOf("classes.dex");
  const at = name + 64;
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  const tampered = path.replace(/\.apk$/, "-tampered.apk");
  writeFileSync(tampered, bytes);
  return tampered;
}

/** The same as a bundle, or as an iOS app whose root the test system takes for Apple's; returns its path. */
export function buildTestPackageOf(kind: "aab" | "ipa", id: string): string {
  const path = join(folder, `${id}-1.0.0.${kind}`);
  const { ATTESTRY_CODE_SIGNING_ROOTS: roots } = process.env;
  if (!roots) throw new Error("ATTESTRY_CODE_SIGNING_ROOTS is not set; run the end-to-end tests with npm run e2e");
  const root = kind === "ipa" ? ["--root", roots] : [];
  execFileSync(process.execPath, ["scripts/run.mjs", "testapk", path, "--package", id, ...root], { stdio: "pipe" });
  return path;
}
