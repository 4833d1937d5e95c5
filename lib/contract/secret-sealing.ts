/** Sealing a secret where it is typed: in the browser or by the command line, never on the console's server. */
import { type EcPublicJwk, sealJwe } from "./jwe";
import { SECRET_BYTES_MAX } from "./secrets";

/** A value ready to leave. */
export interface SealedSecret {
  /** Compact JWE to the vault. */
  readonly sealed: string;
  readonly fingerprint: string;
  readonly vaultKid: string;
}

/**
 * Rounds of PBKDF2 behind a fingerprint. It tells versions of one secret apart without giving a weak value away: a
 * quarter of a second for us, and as much for each guess of whoever reads the database.
 */
const FINGERPRINT_ROUNDS = 600_000;
const FINGERPRINT_BITS = 48;

/** The purpose in a sealed secret's header: it opens as this secret and as no other. */
export function secretPurpose(uid: string): string {
  return `secret:${uid}`;
}

/** Seals a value for the secret `uid`. Throws a RangeError for an empty one and one beyond 64 KB of UTF-8. */
export async function sealSecret(
  vault: { readonly kid: string; readonly publicJwk: EcPublicJwk },
  uid: string,
  value: string,
): Promise<SealedSecret> {
  const bytes = new TextEncoder().encode(value);
  if (bytes.length === 0) throw new RangeError("a secret can't be empty");
  if (bytes.length > SECRET_BYTES_MAX) {
    throw new RangeError(`a secret can have ${SECRET_BYTES_MAX} bytes at most, this one has ${bytes.length}`);
  }
  const [sealed, fingerprint] = await Promise.all([
    sealJwe(vault.publicJwk, { kid: vault.kid, purpose: secretPurpose(uid) }, bytes),
    secretFingerprint(uid, value),
  ]);
  return { sealed, fingerprint, vaultKid: vault.kid };
}

/** A line of an import as it leaves; `sealed` is missing where the value can't be kept, which the plan says. */
export interface SealedLine {
  readonly name: string;
  readonly uid: string;
  readonly fingerprint: string;
  readonly bytes: number;
  readonly sealed?: string;
}

/** Prepares one line of an import for the plan; `seal` is called for values that can be kept only. */
export async function sealLine(
  seal: (uid: string, value: string) => Promise<SealedSecret>,
  { name, uid, value }: { readonly name: string; readonly uid: string; readonly value: string },
): Promise<SealedLine> {
  const { length: bytes } = new TextEncoder().encode(value);
  const line = { name, uid, bytes };
  if (bytes === 0 || bytes > SECRET_BYTES_MAX) return { ...line, fingerprint: NO_FINGERPRINT };
  const { sealed, fingerprint } = await seal(uid, value);
  return { ...line, fingerprint, sealed };
}

/** Of a value that is refused. */
const NO_FINGERPRINT = "0".repeat(12);

/** Twelve hex digits that tell values of one secret apart: PBKDF2-HMAC-SHA-256, salted with the secret's uid. */
export async function secretFingerprint(uid: string, value: string): Promise<string> {
  const utf8 = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", utf8.encode(value), "PBKDF2", false, ["deriveBits"]);
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt: utf8.encode(uid), iterations: FINGERPRINT_ROUNDS };
  const bits = new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, FINGERPRINT_BITS));
  return [...bits].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
