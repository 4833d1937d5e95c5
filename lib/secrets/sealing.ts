/**
 * Sealing to the vault: a compact JWE (RFC 7516), ECDH-ES on P-256 with A256GCM. Anyone with the public key seals;
 * only the holder of the private key, the data plane, opens. The purpose is authenticated, so that a sealed value
 * can't be moved to where another is expected.
 */
import { CompactEncrypt, type CryptoKey, compactDecrypt, importJWK, type JWK } from "jose";

export interface VaultPublicKey {
  readonly kid: string;
  readonly publicJwk: { readonly kty: "EC"; readonly crv: "P-256"; readonly x: string; readonly y: string };
}

/** Seals `bytes` for one purpose, such as `token-key:api.example.com`. */
export async function seal(vault: VaultPublicKey, purpose: string, bytes: Uint8Array): Promise<string> {
  const key = await importJWK({ ...vault.publicJwk }, "ECDH-ES");
  return new CompactEncrypt(bytes)
    .setProtectedHeader({ alg: "ECDH-ES", enc: "A256GCM", kid: vault.kid, purpose })
    .encrypt(key);
}

/** The sealed bytes; throws when the value was sealed to another key, for another purpose, or was altered. */
export async function open(privateKey: CryptoKey | Uint8Array, purpose: string, sealed: string): Promise<Buffer> {
  const { plaintext, protectedHeader } = await compactDecrypt(sealed, privateKey, {
    keyManagementAlgorithms: ["ECDH-ES"],
    contentEncryptionAlgorithms: ["A256GCM"],
  });
  if (protectedHeader.purpose !== purpose) throw new Error("the value was sealed for another purpose");
  return Buffer.from(plaintext);
}

/** The private key object of a P-256 JWK. */
export async function importVaultPrivateKey(jwk: JWK): Promise<CryptoKey | Uint8Array> {
  return importJWK(jwk, "ECDH-ES");
}
