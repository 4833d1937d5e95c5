import { timingSafeEqual } from "node:crypto";
import { type BerElement, childrenOf, malformed, octetsOf, timeOf } from "../../encoding/ber";
import { subjectKeyIdOf } from "../../encoding/x509-fields";
import { RejectedPackageError } from "../rejection";
import { certificateFields, certificateKey } from "../signing-certificate";
import { type HashName, hash, hashName, verifyCmsSignature } from "./algorithms";
import { decodeSignedData, type SignedData, type SignerInfo } from "./signed-data";

const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
const SIGNING_TIME = "1.2.840.113549.1.9.5";

/** A signature that holds over the content. Whether its certificate is worth anything is for the caller to judge. */
export interface VerifiedCms {
  readonly content: Buffer;
  readonly digest: HashName;
  /** X.509, DER as stored; the signer's and all others that came along. */
  readonly signerCertificate: Buffer;
  readonly certificates: readonly Buffer[];
  /** When the signer says it signed; null when it does not say. */
  readonly signingTime: Date | null;
  readonly attributes: ReadonlyMap<string, readonly BerElement[]>;
}

/**
 * Verifies every signer of a CMS signature (RFC 5652 section 5.4 and 5.6) and answers the first. `detached` is the
 * content where the signature does not carry it. Throws a RejectedPackageError `cms-signature-invalid` or a BerError.
 */
export function verifyCms(cms: Buffer, detached?: Buffer): VerifiedCms {
  const signedData = decodeSignedData(cms);
  const content = detached ?? signedData.content;
  if (content === null) throw malformed("it has no content");
  const [first] = signedData.signers.map((signer) => verifySigner(signer, signedData, content));
  if (first === undefined) throw invalid("it has no signer");
  return first;
}

function verifySigner(signer: SignerInfo, { certificates }: SignedData, content: Buffer): VerifiedCms {
  const digest = hashName(signer.digestAlgorithm);
  if (digest === undefined) throw invalid("its digest algorithm is unknown");
  const signerCertificate = certificates.find((certificate) => isNamed(signer.sid, certificate));
  if (signerCertificate === undefined) throw invalid("the signer's certificate is not in it");
  if (signer.signedAttributes !== null) assertAttributesFit(signer, hash(digest, content));
  const holds = verifyCmsSignature({
    key: certificateKey(signerCertificate),
    algorithm: signer.signatureAlgorithm,
    digest,
    data: signer.signedAttributes ?? content,
    signature: signer.signature,
  });
  if (!holds) throw invalid("it is not by the certificate it names");
  const [time] = signer.attributes.get(SIGNING_TIME) ?? [];
  return {
    content,
    digest,
    signerCertificate,
    certificates,
    signingTime: time === undefined ? null : timeOf(time),
    attributes: signer.attributes,
  };
}

function assertAttributesFit({ attributes }: SignerInfo, contentDigest: Buffer): void {
  const [digest] = attributes.get(MESSAGE_DIGEST) ?? [];
  const signed = digest === undefined ? Buffer.alloc(0) : octetsOf(digest);
  if (!attributes.has(CONTENT_TYPE)) throw invalid("it does not say what it signs");
  if (signed.length !== contentDigest.length || !timingSafeEqual(signed, contentDigest)) {
    throw invalid("the content was changed after signing");
  }
}

/** Whether a signer identifier names that certificate: by issuer and serial number, or by subject key identifier. */
function isNamed(sid: BerElement, certificate: Buffer): boolean {
  const fields = certificateFields(certificate);
  if (sid.tag === 0x80) return subjectKeyIdOf(fields)?.equals(sid.content) === true;
  const [sidIssuer, sidSerial] = childrenOf(sid);
  return sidIssuer?.raw.equals(fields.issuer) === true && sidSerial?.content.equals(fields.serialNumber) === true;
}

function invalid(problem: string): RejectedPackageError {
  return new RejectedPackageError("cms-signature-invalid", `The package's signature does not verify: ${problem}.`);
}
