/**
 * What a native client has to bring: the three platform services as the SDK asks them. A native module implements one
 * or two of these interfaces and nothing else; which bytes to ask for, what to send and when is the SDK's work
 * (docs/native-clients.md). All binary values are bytes here; the SDK encodes them.
 * @module
 */
import type { PublicJwk } from "../evidence-provider";

/** Bytes as WebCrypto takes them. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** A key pair inside Android Keystore. */
export interface KeystoreKey {
  /** Name under which the key is found again. */
  readonly alias: string;
  readonly publicJwk: PublicJwk;
  /** `KeyStore.getCertificateChain`, leaf first, each DER. */
  readonly certificateChain: readonly Bytes[];
}

/** Android Keystore (`java.security.KeyStore` "AndroidKeyStore"). Every call rejects with an Error in words. */
export interface AndroidKeystore {
  /**
   * Makes a P-256 key for SHA-256 signatures (`PURPOSE_SIGN`, `DIGEST_SHA256`) with `setAttestationChallenge(challenge)`;
   * in StrongBox where the phone has one, else in the trusted environment. The 64 bytes are used as they are.
   */
  generateKey(challenge: Bytes): Promise<KeystoreKey>;
  /** The public key under an alias, or null when it is gone: after a reset, or when the lock screen was removed. */
  findKey(alias: string): Promise<PublicJwk | null>;
  /** `SHA256withECDSA` over the data. DER or r || s, 64 bytes: the SDK takes both. */
  sign(alias: string, data: Bytes): Promise<Uint8Array>;
}

/** Apple's `DCAppAttestService.shared`. Every call rejects with an Error in words. */
export interface AppAttestService {
  /** `generateKey()`: the key id, standard base64. A key is attested once and never reused for another enrolment. */
  generateKey(): Promise<string>;
  /** `attestKey(_:clientDataHash:)`: the CBOR attestation object. */
  attestKey(keyId: string, clientDataHash: Bytes): Promise<Uint8Array>;
  /** `generateAssertion(_:clientDataHash:)`: the CBOR assertion. */
  generateAssertion(keyId: string, clientDataHash: Bytes): Promise<Uint8Array>;
}

/** Google's Play Integrity API. Every call rejects with an Error in words. */
export interface PlayIntegrityApi {
  /** `StandardIntegrityTokenProvider.request` with `setRequestHash(requestHash)`: the token as it came. */
  requestToken(requestHash: string): Promise<string>;
}
