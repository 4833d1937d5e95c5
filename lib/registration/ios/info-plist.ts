import { decodePlistDictionary } from "../../encoding/plist/decode-plist";
import { textAt } from "../../encoding/plist/plist-value";
import { RejectedPackageError } from "../rejection";
import type { AppBundle } from "./app-bundle";

const INFO_PLIST_BYTES_MAX = 4 * 1024 * 1024;

/** What Info.plist says (Apple, "Information Property List"). */
export interface InfoPlist {
  /** The file as it stands, for its seal. */
  readonly bytes: Buffer;
  readonly bundleId: string;
  /** CFBundleShortVersionString, e.g. 2.1.0. */
  readonly versionName: string | null;
  /** CFBundleVersion, e.g. 214. */
  readonly buildVersion: string | null;
  readonly executable: string;
  readonly minimumOsVersion: string | null;
}

/** Throws a PlistError or a RejectedPackageError `info-plist-incomplete`. */
export async function readInfoPlist(bundle: AppBundle): Promise<InfoPlist> {
  const bytes = await bundle.read("Info.plist", INFO_PLIST_BYTES_MAX);
  if (bytes === null) throw incomplete("The app has no Info.plist.");
  const dictionary = decodePlistDictionary(bytes);
  const bundleId = textAt(dictionary, "CFBundleIdentifier");
  const executable = textAt(dictionary, "CFBundleExecutable");
  if (!bundleId || !executable) throw incomplete("Info.plist names no bundle identifier or no executable.");
  return {
    bytes,
    bundleId,
    versionName: textAt(dictionary, "CFBundleShortVersionString"),
    buildVersion: textAt(dictionary, "CFBundleVersion"),
    executable,
    minimumOsVersion: textAt(dictionary, "MinimumOSVersion"),
  };
}

function incomplete(message: string): RejectedPackageError {
  return new RejectedPackageError("info-plist-incomplete", message);
}
