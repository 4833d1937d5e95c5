/**
 * Sealing to the vault: a compact JWE (RFC 7516) with ECDH-ES and A256GCM (RFC 7518 sections 4.6 and 5.3). Whoever has
 * the public key can seal; only the holder of the private key, the data plane, can open.
 */
import { CompactEncrypt, compactDecrypt, importJWK, type JWK } from "jose";
import type { PublicJwk } from "../attestation/claims";

const ALG = "ECDH-ES";
const ENC = "A256GCM";

/** Seals bytes to a public key; `kid` names that key in the header. */
export async function seal(publicJwk: PublicJwk, bytes: Uint8Array, kid: string): Promise<string> {
  return new CompactEncrypt(bytes)
    .setProtectedHeader({ alg: ALG, enc: ENC, kid })
    .encrypt(await importJWK({ ...publicJwk }, ALG));
}

/** Opens what {@link seal} made. Throws a JOSEError when the key is another's or a bit was changed. */
export async function open(privateJwk: JWK, jwe: string): Promise<Uint8Array> {
  const { plaintext } = await compactDecrypt(jwe, await importJWK(privateJwk, ALG), {
    keyManagementAlgorithms: [ALG],
    contentEncryptionAlgorithms: [ENC],
  });
  return plaintext;
}
