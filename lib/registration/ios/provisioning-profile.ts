import type { X509Certificate } from "node:crypto";
import { decodePlistDictionary } from "../../encoding/plist/decode-plist";
import { verifyCms } from "../cms/verify-cms";
import { RejectedPackageError } from "../rejection";
import type { AppBundle } from "./app-bundle";
import { verifyCertificatePath } from "./certificate-path";

const PROFILE = "embedded.mobileprovision";
const PROFILE_BYTES_MAX = 4 * 1024 * 1024;

/**
 * The teams that the embedded provisioning profile is for; null when there is none, as in downloads from the store.
 * Throws a decoder's error or a RejectedPackageError.
 */
export async function profileTeamIds(
  bundle: AppBundle,
  anchors: readonly X509Certificate[],
): Promise<readonly string[] | null> {
  const bytes = await bundle.read(PROFILE, PROFILE_BYTES_MAX);
  if (bytes === null) return null;
  const cms = verifyCms(bytes);
  if (cms.signingTime === null) throw invalid("It does not say when it was signed.");
  verifyCertificatePath(cms.signerCertificate, { others: cms.certificates, anchors, at: cms.signingTime });
  const teams = decodePlistDictionary(cms.content).get("TeamIdentifier");
  if (!Array.isArray(teams)) throw invalid("It names no team.");
  return teams.filter((team) => typeof team === "string");
}

function invalid(problem: string): RejectedPackageError {
  return new RejectedPackageError("profile-invalid", `The provisioning profile can't be used. ${problem}`);
}
