const COORDINATE_BYTES = 32;

/**
 * An ECDSA signature as JOSE wants it: r || s, 64 bytes (RFC 7518 section 3.4). Android's providers give DER
 * (RFC 3279 section 2.2.3): SEQUENCE of two INTEGERs. Throws a RangeError for anything else.
 */
export function joseSignature(signature: Uint8Array): Uint8Array {
  if (signature.length === 2 * COORDINATE_BYTES && signature[0] !== 0x30) return signature;
  const coordinates = readDer(signature);
  if (coordinates !== null) return coordinates;
  // 64 bytes may begin with the tag of a SEQUENCE by chance.
  if (signature.length === 2 * COORDINATE_BYTES) return signature;
  throw new RangeError("the key store gave no P-256 signature");
}

function readDer(der: Uint8Array): Uint8Array | null {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return null;
  const joined = new Uint8Array(2 * COORDINATE_BYTES);
  let at = 2;
  for (const index of [0, 1]) {
    const length = der[at + 1] ?? 0;
    const end = at + 2 + length;
    if (der[at] !== 0x02 || length === 0 || end > der.length) return null;
    let integer = der.subarray(at + 2, end);
    while (integer.length > COORDINATE_BYTES && integer[0] === 0) integer = integer.subarray(1);
    if (integer.length > COORDINATE_BYTES) return null;
    joined.set(integer, (index + 1) * COORDINATE_BYTES - integer.length);
    at = end;
  }
  return at === der.length ? joined : null;
}
