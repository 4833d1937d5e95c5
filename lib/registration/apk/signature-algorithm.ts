import { constants, type KeyObject, verify } from "node:crypto";

/** How a content digest is made: in chunks of 1 MiB with SHA-256 or SHA-512, or as fs-verity tree. */
export type ContentDigestKind = "chunked-sha256" | "chunked-sha512" | "verity-sha256";

export interface SignatureAlgorithm {
  readonly name: string;
  readonly keyType: "rsa" | "ec" | "dsa";
  readonly hash: "sha256" | "sha512";
  readonly contentDigest: ContentDigestKind;
  /** Salt length of RSA-PSS in bytes; null for every other algorithm. */
  readonly pssSaltBytes: number | null;
}

/** APK Signature Scheme v2, "Signature algorithm IDs"; the verity ones from AOSP apksig. */
const ALGORITHMS: ReadonlyMap<number, SignatureAlgorithm> = new Map([
  [0x0101, algorithm("RSA-PSS with SHA-256", "rsa", "sha256", 32)],
  [0x0102, algorithm("RSA-PSS with SHA-512", "rsa", "sha512", 64)],
  [0x0103, algorithm("RSA with SHA-256", "rsa", "sha256")],
  [0x0104, algorithm("RSA with SHA-512", "rsa", "sha512")],
  [0x0201, algorithm("ECDSA with SHA-256", "ec", "sha256")],
  [0x0202, algorithm("ECDSA with SHA-512", "ec", "sha512")],
  [0x0301, algorithm("DSA with SHA-256", "dsa", "sha256")],
  [0x0421, verity("RSA with SHA-256 (verity)", "rsa")],
  [0x0423, verity("ECDSA with SHA-256 (verity)", "ec")],
  [0x0425, verity("DSA with SHA-256 (verity)", "dsa")],
]);

/** Undefined for the many ids we don't know, which a verifier skips. */
export function signatureAlgorithm(id: number): SignatureAlgorithm | undefined {
  return ALGORITHMS.get(id);
}

/** Whether `signature` over `data` is by `key`. A key of another type than the algorithm's never matches. */
export function isSignedBy(
  key: KeyObject,
  { algorithm, data, signature }: { algorithm: SignatureAlgorithm; data: Buffer; signature: Buffer },
): boolean {
  if (key.asymmetricKeyType !== algorithm.keyType) return false;
  const padding =
    algorithm.pssSaltBytes === null
      ? {}
      : { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: algorithm.pssSaltBytes };
  try {
    return verify(algorithm.hash, data, { key, ...padding }, signature);
  } catch {
    // OpenSSL throws instead of answering false for some malformed signatures and unusable keys.
    return false;
  }
}

function algorithm(
  name: string,
  keyType: SignatureAlgorithm["keyType"],
  hash: SignatureAlgorithm["hash"],
  pssSaltBytes: number | null = null,
): SignatureAlgorithm {
  return { name, keyType, hash, contentDigest: `chunked-${hash}`, pssSaltBytes };
}

function verity(name: string, keyType: SignatureAlgorithm["keyType"]): SignatureAlgorithm {
  return { name, keyType, hash: "sha256", contentDigest: "verity-sha256", pssSaltBytes: null };
}
