import type { X509Certificate } from "node:crypto";
import { readSlices } from "../../encoding/macho/slices";
import { quoted } from "../../encoding/zip/central-directory";
import { RejectedPackageError } from "../rejection";
import { type AppBundle, nestedBundle } from "./app-bundle";
import { CODE_RESOURCES, type NestedCode, verifyCodeResources } from "./code-resources";
import { verifyCodeSigner } from "./code-signer";
import { readInfoPlist } from "./info-plist";
import { type SealedFiles, type SealedSlice, verifySeal } from "./verify-seal";

const RESOURCES_BYTES_MAX = 32 * 1024 * 1024;
const DEPTH_MAX = 4;

/**
 * Verifies code that the outer bundle seals by the hash of its code directory: a library, or a framework or extension
 * with resources of its own, down to four levels. The seal names the hash of one architecture; the others count only by
 * a signature that leads to an anchor. Answers the teams of those. Throws a decoder's error or a RejectedPackageError.
 */
export async function verifyNestedCode(
  bundle: AppBundle,
  nested: NestedCode,
  anchors: readonly X509Certificate[],
  depth = 0,
): Promise<(string | null)[]> {
  if (depth === DEPTH_MAX) throw new RejectedPackageError("bundle-malformed", "The app's code is nested too deep.");
  const teamIds: (string | null)[] = [];
  for (const [path, cdHash] of nested) {
    if (bundle.paths.includes(path)) {
      const files = { infoPlist: null, codeResources: null };
      teamIds.push(...(await verifyExecutable(bundle, path, { files, cdHash, anchors })));
      continue;
    }
    const inner = nestedBundle(bundle, path);
    const { bytes, executable } = await readInfoPlist(inner);
    const codeResources = await inner.read(CODE_RESOURCES, RESOURCES_BYTES_MAX);
    const files = { infoPlist: bytes, codeResources };
    teamIds.push(...(await verifyExecutable(inner, executable, { files, cdHash, anchors })));
    const deeper = codeResources === null ? new Map() : await verifyCodeResources(inner, codeResources, executable);
    teamIds.push(...(await verifyNestedCode(inner, deeper, anchors, depth + 1)));
  }
  return teamIds;
}

async function verifyExecutable(
  bundle: AppBundle,
  path: string,
  sealed: { files: SealedFiles; cdHash: Buffer; anchors: readonly X509Certificate[] },
): Promise<(string | null)[]> {
  const listed = sealed.cdHash.toString("hex");
  return bundle.open(path, async (source) => {
    const slices: SealedSlice[] = [];
    for (const slice of await readSlices(source)) slices.push(await verifySeal(slice.source, sealed.files));
    const others = slices.filter(({ codeDirectories }) => codeDirectories.every(({ cdHash }) => cdHash !== listed));
    if (others.length === slices.length) throw changed(path);
    return others.map((slice) => verifyCodeSigner(slice, sealed.anchors).teamId);
  });
}

function changed(path: string): RejectedPackageError {
  const message = `The code in ${quoted(path)} is not what the app's signature lists.`;
  return new RejectedPackageError("resource-changed", message);
}
