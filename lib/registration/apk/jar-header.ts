import type { ZipArchive } from "../../encoding/zip/archive";
import { RejectedPackageError } from "../rejection";

const HEADER_BYTES_MAX = 8192;
const SIGNATURE_FILES_MAX = 32;

/** What the JAR signature (scheme v1) of a package says, unverified: it is never enough to register. */
export interface JarSignature {
  readonly isPresent: boolean;
  /** Scheme numbers of `X-Android-APK-Signed` in any signature file, e.g. 2 and 3. */
  readonly signedWith: readonly number[];
}

/** Throws a ZipError when a signature file is corrupt, a RejectedPackageError when there are absurdly many. */
export async function readJarSignature(archive: ZipArchive): Promise<JarSignature> {
  const names = archive.entries.map(({ name }) => name.toUpperCase());
  const signatureFiles = archive.entries.filter(({ name }) => /^META-INF\/[^/]+\.SF$/i.test(name));
  const isPresent = signatureFiles.some(({ name }) => {
    const stem = name.toUpperCase().slice(0, -".SF".length);
    return ["RSA", "DSA", "EC"].some((extension) => names.includes(`${stem}.${extension}`));
  });
  if (signatureFiles.length > SIGNATURE_FILES_MAX) {
    const message = `The package has ${signatureFiles.length} JAR signatures; Android takes at most 10.`;
    throw new RejectedPackageError("too-many-signers", message);
  }
  const signedWith: number[] = [];
  for (const entry of signatureFiles) signedWith.push(...schemesNamed(await readHead(archive.stream(entry))));
  return { isPresent, signedWith };
}

/** The main section of a signature file is its head, up to the first empty line (JAR File Specification). */
async function readHead(pieces: AsyncIterable<Buffer>): Promise<string> {
  let head = "";
  for await (const piece of pieces) {
    head += piece.subarray(0, HEADER_BYTES_MAX - head.length).toString("latin1");
    if (head.length >= HEADER_BYTES_MAX) break;
  }
  const unfolded = head.replace(/\r\n|\r/g, "\n").replace(/\n /g, "");
  return unfolded.split("\n\n", 1)[0] ?? "";
}

function schemesNamed(head: string): number[] {
  const value = /^X-Android-APK-Signed:(.*)$/im.exec(head)?.[1] ?? "";
  return value.split(",").map((scheme) => Number.parseInt(scheme.trim(), 10));
}
