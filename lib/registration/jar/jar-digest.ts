import { timingSafeEqual } from "node:crypto";
import type { HashName } from "../cms/algorithms";

/**
 * Digests that still count: the JDK treats a JAR signed with MD2, MD5 or SHA-1 as unsigned
 * (java.security, jdk.jar.disabledAlgorithms).
 */
const NAMES: readonly (readonly [string, HashName])[] = [
  ["sha-512", "sha512"],
  ["sha-384", "sha384"],
  ["sha-256", "sha256"],
];

export interface JarDigest {
  readonly hash: HashName;
  readonly value: Buffer;
}

/** The strongest digest among headers such as `SHA-256-Digest` (suffix `-digest`); null when none counts. */
export function jarDigest(headers: ReadonlyMap<string, string>, suffix: string): JarDigest | null {
  for (const [name, hash] of NAMES) {
    const value = headers.get(`${name}${suffix}`);
    if (value !== undefined) return { hash, value: Buffer.from(value, "base64") };
  }
  return null;
}

export function isDigest({ value }: JarDigest, computed: Buffer): boolean {
  return value.length === computed.length && timingSafeEqual(value, computed);
}

export function isStrongHash(hash: HashName): boolean {
  return NAMES.some(([, strong]) => strong === hash);
}
