/** The attestation object and its authenticator data: evidence steps D1.1, D1.5 and D1.6, decoding only. */

import { decodeBase64 } from "../../../encoding/base64-strict";
import { bytesIn, CborError, type CborMap, decodeCborMap, decodeFirstCborMap } from "../../../encoding/cbor";
import { type Certificate, decodeCertificate } from "../../../encoding/x509";

const OBJECT_BYTES_MAX = 16 * 1024;
const CERTIFICATE_BYTES_MAX = 8 * 1024;
/** rpIdHash, flags, counter, aaguid, credential id length: WebAuthn section 6.1. */
const HEADER_BYTES = 55;
const CREDENTIAL_ID_BYTES = 32;

export interface AttestationObject {
  readonly leaf: Certificate;
  readonly intermediate: Certificate;
  readonly receipt: Uint8Array;
  readonly authData: Uint8Array;
}

/** Authenticator data of an attestation, by field. */
export interface AttestedAuthData {
  readonly rpIdHash: Uint8Array;
  readonly flags: number;
  readonly counter: number;
  readonly aaguid: Uint8Array;
  readonly credentialId: Uint8Array;
  readonly credentialKey: CborMap;
  /** What iOS 27 and later append, with or without the ED flag; null where nothing follows. */
  readonly extensions: CborMap | null;
}

/** Throws a CborError or DerError when the object has not the documented form. */
export function decodeAttestationObject(base64: string): AttestationObject {
  const bytes = decodeBase64(base64, OBJECT_BYTES_MAX);
  if (bytes === null) throw new CborError(`not base64 of at most ${OBJECT_BYTES_MAX} bytes`);
  const object = decodeCborMap(bytes, OBJECT_BYTES_MAX);
  if (object.get("fmt") !== "apple-appattest") throw new CborError("fmt is not apple-appattest");
  const statement = object.get("attStmt");
  if (!(statement instanceof Map)) throw new CborError("attStmt is not a map");
  const x5c: unknown = statement.get("x5c");
  const [leaf, intermediate]: readonly unknown[] = Array.isArray(x5c) && x5c.length === 2 ? x5c : [];
  if (!(leaf instanceof Uint8Array) || !(intermediate instanceof Uint8Array)) {
    throw new CborError("x5c is not two byte strings");
  }
  return {
    leaf: decodeCertificate(leaf, CERTIFICATE_BYTES_MAX),
    intermediate: decodeCertificate(intermediate, CERTIFICATE_BYTES_MAX),
    receipt: bytesIn(statement, "receipt"),
    authData: bytesIn(object, "authData"),
  };
}

/** Throws a CborError when the lengths don't fit or what follows the credential is no map. */
export function decodeAttestedAuthData(authData: Uint8Array): AttestedAuthData {
  if (authData.length < HEADER_BYTES + CREDENTIAL_ID_BYTES) throw new CborError("authData is too short");
  const view = new DataView(authData.buffer, authData.byteOffset, authData.byteLength);
  if (view.getUint16(53) !== CREDENTIAL_ID_BYTES) throw new CborError("the credential id is not of 32 bytes");
  const after = authData.subarray(HEADER_BYTES + CREDENTIAL_ID_BYTES);
  const { map, rest } = decodeFirstCborMap(after, OBJECT_BYTES_MAX);
  return {
    rpIdHash: authData.subarray(0, 32),
    flags: view.getUint8(32),
    counter: view.getUint32(33),
    aaguid: authData.subarray(37, 53),
    credentialId: authData.subarray(HEADER_BYTES, HEADER_BYTES + CREDENTIAL_ID_BYTES),
    credentialKey: map,
    extensions: rest.length === 0 ? null : decodeCborMap(rest, OBJECT_BYTES_MAX),
  };
}
