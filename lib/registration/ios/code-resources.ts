import { createHash, timingSafeEqual } from "node:crypto";
import { decodePlistDictionary } from "../../encoding/plist/decode-plist";
import { isDictionary, type PlistValue } from "../../encoding/plist/plist-value";
import { quoted } from "../../encoding/zip/central-directory";
import { RejectedPackageError } from "../rejection";
import type { AppBundle } from "./app-bundle";

export const CODE_RESOURCES = "_CodeSignature/CodeResources";
/** Files that codesign's own rules leave out, next to the executable and the signature (rules2, "omit"). */
const OMITTED =
  /^(Info\.plist|PkgInfo|CodeResources|_CodeSignature\/.*|SC_Info\/.*|(.*\/)?\.DS_Store|.*\.lproj\/locversion\.plist)$/;

/** How CodeResources seals one path. */
interface SealedResource {
  readonly isOptional: boolean;
  readonly hash: { readonly name: "sha1" | "sha256"; readonly value: Buffer } | null;
  /** For code with a signature of its own: the first 20 bytes of its code directory's hash. */
  readonly cdHash: Buffer | null;
}

/** Code inside the bundle that has a signature of its own, by path, with the cdhash that it must have. */
export type NestedCode = ReadonlyMap<string, Buffer>;

/**
 * Verifies every file of the bundle against CodeResources (`files2`, or the older `files`): each one listed is there and
 * unchanged, and none is there that is not listed. Answers the nested code, which its own signature must vouch for.
 * Throws a PlistError or a RejectedPackageError.
 */
export async function verifyCodeResources(
  bundle: AppBundle,
  codeResources: Buffer,
  executable: string,
): Promise<NestedCode> {
  const resources = decodeResources(codeResources);
  const present = new Set(bundle.paths);
  const nested = new Map([...resources].flatMap(([path, { cdHash }]) => (cdHash === null ? [] : [[path, cdHash]])));
  assertNoneMissing(resources, present, nested);
  const isNested = (path: string) => foldersOf(path).some((folder) => nested.has(folder));
  const added = bundle.paths.find(
    (path) => !resources.has(path) && path !== executable && !OMITTED.test(path) && !isNested(path),
  );
  if (added !== undefined) {
    throw new RejectedPackageError("resource-added", `The file ${quoted(added)} was added after signing.`);
  }
  for (const [path, { hash }] of resources) {
    if (hash === null || !present.has(path)) continue;
    const content = createHash(hash.name);
    for await (const piece of bundle.stream(path)) content.update(piece);
    if (!isEqual(content.digest(), hash.value)) {
      throw new RejectedPackageError("resource-changed", `The file ${quoted(path)} was changed after signing.`);
    }
  }
  return nested;
}

function decodeResources(codeResources: Buffer): Map<string, SealedResource> {
  const dictionary = decodePlistDictionary(codeResources);
  const files = dictionary.get("files2") ?? dictionary.get("files");
  if (!isDictionary(files)) {
    throw new RejectedPackageError("resources-unsealed", "CodeResources lists no files.");
  }
  return new Map([...files].map(([path, value]) => [path, sealedResource(path, value)]));
}

function sealedResource(path: string, value: PlistValue): SealedResource {
  if (Buffer.isBuffer(value)) return { isOptional: false, hash: { name: "sha1", value }, cdHash: null };
  if (!isDictionary(value)) throw unsealed(path);
  const bytes = (key: string) => {
    const found = value.get(key);
    return Buffer.isBuffer(found) ? found : null;
  };
  const [sha256, sha1, cdHash] = [bytes("hash2"), bytes("hash"), bytes("cdhash")];
  const hash =
    sha256 !== null
      ? { name: "sha256" as const, value: sha256 }
      : sha1 !== null
        ? { name: "sha1" as const, value: sha1 }
        : null;
  if (hash === null && cdHash === null) throw unsealed(path);
  return { isOptional: value.get("optional") === true, hash, cdHash };
}

function assertNoneMissing(
  resources: ReadonlyMap<string, SealedResource>,
  present: ReadonlySet<string>,
  nested: NestedCode,
): void {
  const folders = new Set([...present].flatMap(foldersOf));
  const isThere = (path: string) => present.has(path) || (nested.has(path) && folders.has(path));
  const missing = [...resources].filter(([path, { isOptional }]) => !isOptional && !isThere(path));
  const [first] = missing;
  if (first === undefined) return;
  const count = missing.length === 1 ? "A file" : `${missing.length} files`;
  const message = `${count} that the signature lists ${missing.length === 1 ? "is" : "are"} missing, such as ${quoted(first[0])}.`;
  throw new RejectedPackageError("resource-missing", message);
}

/** Every folder above a path. */
function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

function isEqual(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function unsealed(path: string): RejectedPackageError {
  return new RejectedPackageError("resources-unsealed", `CodeResources has no digest for ${quoted(path)}.`);
}
