import { readSlices } from "../../encoding/macho/slices";
import { quoted } from "../../encoding/zip/central-directory";
import { RejectedPackageError } from "../rejection";
import { type AppBundle, nestedBundle } from "./app-bundle";
import { CODE_RESOURCES, type NestedCode, verifyCodeResources } from "./code-resources";
import { readInfoPlist } from "./info-plist";
import { type SealedFiles, verifySeal } from "./verify-seal";

const RESOURCES_BYTES_MAX = 32 * 1024 * 1024;
const DEPTH_MAX = 4;

/**
 * Verifies code that the outer bundle seals by the hash of its code directory: a library, or a framework or extension
 * with resources of its own, down to four levels. Throws a decoder's error or a RejectedPackageError.
 */
export async function verifyNestedCode(bundle: AppBundle, nested: NestedCode, depth = 0): Promise<void> {
  if (depth === DEPTH_MAX) throw new RejectedPackageError("bundle-malformed", "The app's code is nested too deep.");
  for (const [path, cdHash] of nested) {
    if (bundle.paths.includes(path)) {
      await verifyExecutable(bundle, path, { infoPlist: null, codeResources: null }, cdHash);
      continue;
    }
    const inner = nestedBundle(bundle, path);
    const { bytes, executable } = await readInfoPlist(inner);
    const codeResources = await inner.read(CODE_RESOURCES, RESOURCES_BYTES_MAX);
    await verifyExecutable(inner, executable, { infoPlist: bytes, codeResources }, cdHash);
    const deeper = codeResources === null ? new Map() : await verifyCodeResources(inner, codeResources, executable);
    await verifyNestedCode(inner, deeper, depth + 1);
  }
}

async function verifyExecutable(bundle: AppBundle, path: string, files: SealedFiles, cdHash: Buffer): Promise<void> {
  const found = await bundle.open(path, async (source) => {
    const hashes: string[] = [];
    for (const slice of await readSlices(source)) {
      const { codeDirectories } = await verifySeal(slice.source, files);
      hashes.push(...codeDirectories.map((directory) => directory.cdHash));
    }
    return hashes;
  });
  if (!found.includes(cdHash.toString("hex"))) {
    throw new RejectedPackageError(
      "resource-changed",
      `The code in ${quoted(path)} is not what the app's signature lists.`,
    );
  }
}
