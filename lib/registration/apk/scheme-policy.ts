import type { Rejection } from "../rejection";
import type { JarSignature } from "./jar-header";
import type { ApkManifest } from "./manifest";
import type { SigningBlock } from "./signing-block";

const TARGET_SDK_NEEDING_V2 = 30;
const TARGET_SANDBOX_NEEDING_V2 = 2;

/**
 * Reasons against a package without any signature of scheme v2 or later. A JAR signature alone protects single entries
 * and not the file, and is no ground for a reference value: refused as policy, not as tampering.
 */
export function unsignedReasons(
  block: SigningBlock | null,
  jar: JarSignature | null,
  manifest: ApkManifest | null,
): Rejection[] {
  if (block !== null && block.schemes.size > 0) return [];
  if (jar?.isPresent !== true) return [{ code: "unsigned", message: "The package is not signed." }];
  const v1Only: Rejection = {
    code: "v1-only",
    message: "The package is signed with JAR signatures only; sign it with APK Signature Scheme v2 or later.",
  };
  const needsV2 =
    (manifest?.targetSdk ?? 0) >= TARGET_SDK_NEEDING_V2 ||
    (manifest?.targetSandboxVersion ?? 0) >= TARGET_SANDBOX_NEEDING_V2;
  if (!needsV2) return [v1Only];
  const message = "It targets an Android version that installs it only with APK Signature Scheme v2 or later.";
  return [v1Only, { code: "scheme-too-low-for-target", message }];
}
