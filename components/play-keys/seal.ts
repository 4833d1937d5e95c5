import { CompactEncrypt, importJWK } from "jose";
import type { PlayKeysState } from "@/lib/contract/admin/play-keys";
import type { PlayKeys } from "@/lib/contract/play-keys";

/** The keys sealed in this browser to the vault (compact JWE), and what they are recognised by. */
export async function sealPlayKeys(
  keys: PlayKeys,
  { kid, publicJwk, purpose }: NonNullable<PlayKeysState["seal"]>,
): Promise<{ sealed: string; fingerprint: string }> {
  const plaintext = new TextEncoder().encode(JSON.stringify(keys));
  const sealed = await new CompactEncrypt(plaintext)
    .setProtectedHeader({ alg: "ECDH-ES", enc: "A256GCM", kid, purpose })
    .encrypt(await importJWK({ ...publicJwk }, "ECDH-ES"));
  const spki = Uint8Array.from(atob(keys.verificationKey), (letter) => letter.charCodeAt(0));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", spki));
  return { sealed, fingerprint: [...digest.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("") };
}
