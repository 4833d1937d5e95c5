import { decodeBase64url } from "./base64";
import type { EcPublicJwk } from "./jwe";

/** What can guard the vault's private key. */
export const KEY_PROVIDERS = ["file", "pkcs11", "vault-transit", "aws-kms"] as const;
export type KeyProviderName = (typeof KEY_PROVIDERS)[number];

/** What secrets are sealed to. */
export type VaultPublicJwk = EcPublicJwk;

/** A vault key as people compare it: the first four bytes of its RFC 7638 thumbprint. */
export function vaultFingerprint(kid: string): string {
  const hex = [...decodeBase64url(kid).subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 4)} ${hex.slice(4)}`;
}
