import type { X509Certificate } from "node:crypto";
import { childrenOf, decodeBer, octetsOf, oidOf } from "../../encoding/ber";
import type { CodeDirectory } from "../../encoding/macho/code-directory";
import { BLOB_SLOT, blobContent } from "../../encoding/macho/super-blob";
import { decodePlistDictionary } from "../../encoding/plist/decode-plist";
import { decodeX509Fields, extensionsOf, nameAttributes } from "../../encoding/x509-fields";
import { hashName } from "../cms/algorithms";
import { type VerifiedCms, verifyCms } from "../cms/verify-cms";
import { RejectedPackageError } from "../rejection";
import { certificateSha256 } from "../signing-certificate";
import { verifyCertificatePath } from "./certificate-path";
import type { SealedSlice } from "./verify-seal";

/** Signed attributes that bind all code directories (Apple Security framework, SecCodeSigner). */
const CDHASHES_PLIST = "1.2.840.113635.100.9.1";
const CDHASHES_AGILE = "1.2.840.113635.100.9.2";
const ORGANIZATIONAL_UNIT = "2.5.4.11";
const EXTENDED_KEY_USAGE = "2.5.29.37";
const CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
/** Marker extensions of Apple's code signing certificates. */
const MARKERS = {
  development: ["1.2.840.113635.100.6.1.2", "1.2.840.113635.100.6.1.12"],
  distribution: ["1.2.840.113635.100.6.1.4"],
  store: ["1.2.840.113635.100.6.1.3"],
} as const;

export type SignerKind = keyof typeof MARKERS;

/** Who signed a slice: a certificate of Apple's that was valid at the time. */
export interface CodeSigner {
  readonly certificateSha256: string;
  readonly kind: SignerKind;
  /** Subject OU; null for the store's own certificate, which belongs to no team. */
  readonly teamId: string | null;
  readonly signedAt: Date;
}

/** Throws a decoder's error or a RejectedPackageError. */
export function verifyCodeSigner(slice: SealedSlice, anchors: readonly X509Certificate[]): CodeSigner {
  const wrapper = slice.blobs.get(BLOB_SLOT.cms);
  const [directoryBlob] = slice.codeDirectoryBlobs;
  const isAdHoc = slice.codeDirectories.some((directory) => directory.isAdHoc);
  if (wrapper === undefined || blobContent(wrapper).length === 0 || isAdHoc || directoryBlob === undefined) {
    throw new RejectedPackageError("ad-hoc-signed", "The app is signed ad hoc, by nobody in particular.");
  }
  const cms = verifyCms(blobContent(wrapper), directoryBlob);
  assertDirectoriesBound(slice.codeDirectories, cms);
  if (cms.signingTime === null) {
    throw new RejectedPackageError("cms-signature-invalid", "The app's signature does not say when it was made.");
  }
  verifyCertificatePath(cms.signerCertificate, { others: cms.certificates, anchors, at: cms.signingTime });
  const { kind, teamId } = readLeaf(cms.signerCertificate);
  return { certificateSha256: certificateSha256(cms.signerCertificate), kind, teamId, signedAt: cms.signingTime };
}

/** The signature itself covers the first code directory; the others count only when it names their hashes. */
function assertDirectoriesBound(directories: readonly CodeDirectory[], { attributes }: VerifiedCms): void {
  const listed = attributes.get(CDHASHES_PLIST)?.[0];
  const agile = attributes.get(CDHASHES_AGILE) ?? [];
  if (listed === undefined && agile.length === 0 && directories.length === 1) return;
  const named = new Set([
    ...(listed === undefined ? [] : cdHashesOf(octetsOf(listed))),
    ...agile.flatMap((value) => agileHash(value) ?? []),
  ]);
  for (const directory of directories) {
    const whole = `${directory.hash.name}:${directory.fullHash.toString("hex")}`;
    if (!named.has(directory.cdHash) && !named.has(whole)) {
      throw new RejectedPackageError(
        "code-directory-unbound",
        "A code directory is not covered by the app's signature.",
      );
    }
  }
}

function cdHashesOf(plist: Buffer): string[] {
  const hashes = decodePlistDictionary(plist).get("cdhashes");
  return Array.isArray(hashes) ? hashes.flatMap((hash) => (Buffer.isBuffer(hash) ? hash.toString("hex") : [])) : [];
}

/** SEQUENCE { algorithm, the whole hash }. */
function agileHash(value: ReturnType<typeof decodeBer>): string | null {
  const [algorithm, digest] = childrenOf(value);
  if (algorithm === undefined || digest === undefined) return null;
  return `${hashName(oidOf(algorithm)) ?? "unknown"}:${octetsOf(digest).toString("hex")}`;
}

function readLeaf(certificate: Buffer): { kind: SignerKind; teamId: string | null } {
  const fields = decodeX509Fields(certificate);
  const extensions = extensionsOf(fields);
  const usage = extensions.get(EXTENDED_KEY_USAGE);
  const purposes = usage === undefined ? [] : childrenOf(decodeBer(usage)).map(oidOf);
  const has = (kind: SignerKind) => MARKERS[kind].some((marker) => extensions.has(marker));
  const kind = (["store", "distribution", "development"] as const).find(has);
  if (kind === undefined || !purposes.includes(CODE_SIGNING)) {
    throw new RejectedPackageError("certificate-untrusted", "The signing certificate is not one for iOS apps.");
  }
  const [teamId = null] = kind === "store" ? [] : nameAttributes(fields.subject, ORGANIZATIONAL_UNIT);
  return { kind, teamId };
}
