import { createHash, type KeyObject } from "node:crypto";
import type { ZipArchive } from "../../encoding/zip/archive";
import { quoted, type ZipEntry } from "../../encoding/zip/central-directory";
import { hash } from "../cms/algorithms";
import { type VerifiedCms, verifyCms } from "../cms/verify-cms";
import { RejectedPackageError } from "../rejection";
import { certificateKey, isCertificateSignedBy, parseCertificate } from "../signing-certificate";
import { isDigest, isStrongHash, jarDigest } from "./jar-digest";
import { type JarManifest, type JarSection, parseJarManifest } from "./jar-manifest";

const MIB = 1024 * 1024;
const MANIFEST_BYTES_MAX = 32 * MIB;
const BLOCK_BYTES_MAX = MIB;
const SIGNATURES_MAX = 10;
const KEY_BITS_MIN = 1024;

/** A verified JAR signature: the certificates that signed every entry, DER. */
export interface VerifiedJar {
  readonly certificates: readonly Buffer[];
}

interface SignaturePair {
  readonly signatureFile: ZipEntry;
  readonly block: ZipEntry;
}

/**
 * Verifies a JAR signature in full (JAR File Specification, "Signature Validation"): each signer signs its signature
 * file, that covers every section of the manifest, and that every entry of the archive; nothing is added or missing.
 * Throws a RejectedPackageError or a decoder's error.
 */
export async function verifyJar(archive: ZipArchive): Promise<VerifiedJar> {
  const manifestEntry = archive.entry("META-INF/MANIFEST.MF");
  const pairs = signaturePairs(archive);
  if (manifestEntry === undefined || pairs.length === 0) throw unsigned("The package is not signed.");
  const bytes = await archive.read(manifestEntry, MANIFEST_BYTES_MAX);
  const manifest = parseJarManifest(bytes);
  const certificates: Buffer[] = [];
  for (const pair of pairs) {
    const signed = await readPair(archive, pair);
    if (!isStrong(signed.cms)) continue;
    assertCovers(parseJarManifest(signed.content), bytes, manifest);
    assertIntact(signed.cms);
    certificates.push(signed.cms.signerCertificate);
  }
  if (certificates.length === 0) {
    throw unsigned("The package is signed with an algorithm that the JDK has disabled, which counts as unsigned.");
  }
  await assertEntries(archive, manifest);
  return { certificates };
}

function signaturePairs(archive: ZipArchive): SignaturePair[] {
  const byName = new Map(archive.entries.map((entry) => [entry.name.toUpperCase(), entry]));
  const pairs = archive.entries.flatMap((signatureFile) => {
    const stem = /^(META-INF\/[^/]+)\.SF$/.exec(signatureFile.name.toUpperCase())?.[1];
    const block = ["RSA", "DSA", "EC"].map((extension) => byName.get(`${stem}.${extension}`)).find(Boolean);
    return stem === undefined || block === undefined ? [] : [{ signatureFile, block }];
  });
  if (pairs.length > SIGNATURES_MAX) {
    throw new RejectedPackageError("too-many-signers", `The package has ${pairs.length} JAR signatures.`);
  }
  return pairs;
}

async function readPair(archive: ZipArchive, pair: SignaturePair): Promise<{ content: Buffer; cms: VerifiedCms }> {
  const content = await archive.read(pair.signatureFile, MANIFEST_BYTES_MAX);
  return { content, cms: verifyCms(await archive.read(pair.block, BLOCK_BYTES_MAX), content) };
}

function isStrong({ digest, signerCertificate }: VerifiedCms): boolean {
  return isStrongHash(digest) && keyBits(certificateKey(signerCertificate)) >= KEY_BITS_MIN;
}

/**
 * Nothing in the signature covers the certificate that came with it, and its digest is what we report: the certificate's
 * own signature, by itself or by another one that came along, shows whether it is as it was made.
 */
function assertIntact({ signerCertificate, certificates }: VerifiedCms): void {
  const certificate = parseCertificate(signerCertificate);
  if (!certificates.some((issuer) => isCertificateSignedBy(certificate, certificateKey(issuer)))) {
    const message = "The signing certificate is neither self-signed nor signed by another one in the package.";
    throw new RejectedPackageError("certificate-untrusted", message);
  }
}

/** Elliptic curves have no such floor here. */
function keyBits({ asymmetricKeyDetails }: KeyObject): number {
  return asymmetricKeyDetails?.modulusLength ?? Number.POSITIVE_INFINITY;
}

/** The signature file digests either the manifest as a whole or each of its sections. */
function assertCovers(signatureFile: JarManifest, manifestBytes: Buffer, manifest: JarManifest): void {
  const whole = jarDigest(signatureFile.main.headers, "-digest-manifest");
  if (whole !== null && isDigest(whole, hash(whole.hash, manifestBytes))) return;
  const main = jarDigest(signatureFile.main.headers, "-digest-manifest-main-attributes");
  if (main !== null && !isDigest(main, hash(main.hash, manifest.main.raw))) throw manifestChanged();
  for (const [name, section] of manifest.entries) assertSectionSigned(signatureFile.entries.get(name), section);
}

function assertSectionSigned(signed: JarSection | undefined, section: JarSection): void {
  const digest = signed === undefined ? null : jarDigest(signed.headers, "-digest");
  if (digest === null || !isDigest(digest, hash(digest.hash, section.raw))) throw manifestChanged();
}

async function assertEntries(archive: ZipArchive, manifest: JarManifest): Promise<void> {
  const missing = [...manifest.entries.keys()].find((name) => archive.entry(name) === undefined);
  if (missing !== undefined) {
    throw new RejectedPackageError("entry-missing", `The entry ${quoted(missing)} was removed after signing.`);
  }
  for (const entry of archive.entries) {
    if (entry.name.endsWith("/") || isPartOfSignature(entry.name)) continue;
    const section = manifest.entries.get(entry.name);
    const digest = section === undefined ? null : jarDigest(section.headers, "-digest");
    if (digest === null) {
      const message = `The entry ${quoted(entry.name)} is not covered by the signature; it was added after signing.`;
      throw new RejectedPackageError("entry-unsigned", message);
    }
    const content = createHash(digest.hash);
    for await (const piece of archive.stream(entry)) content.update(piece);
    if (!isDigest(digest, content.digest())) {
      throw new RejectedPackageError("digest-mismatch", `The entry ${quoted(entry.name)} was changed after signing.`);
    }
  }
}

function isPartOfSignature(name: string): boolean {
  return /^META-INF\/(MANIFEST\.MF|SIG-[^/]*|[^/]+\.(SF|RSA|DSA|EC))$/i.test(name);
}

function manifestChanged(): RejectedPackageError {
  return new RejectedPackageError("digest-mismatch", "The JAR manifest was changed after signing.");
}

function unsigned(message: string): RejectedPackageError {
  return new RejectedPackageError("unsigned", message);
}
