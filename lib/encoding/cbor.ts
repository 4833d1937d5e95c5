/** CBOR (RFC 8949) as our formats use it, over cborg: definite lengths, no tags, no duplicate keys, small inputs. */

import { type DecodeOptions, decode, decodeFirst } from "cborg";

export class CborError extends Error {
  readonly code = "malformed-cbor";

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CborError";
  }
}

export type CborMap = ReadonlyMap<unknown, unknown>;

const OPTIONS: DecodeOptions = {
  useMaps: true,
  rejectDuplicateMapKeys: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  strict: true,
};

/** Exactly one map that spans the whole input; throws a {@link CborError} otherwise. */
export function decodeCborMap(bytes: Uint8Array, bytesMax: number): CborMap {
  return asMap(guarded(bytes, bytesMax, () => decode(bytes, OPTIONS)));
}

/** One map and the bytes after it. */
export function decodeFirstCborMap(bytes: Uint8Array, bytesMax: number): { map: CborMap; rest: Uint8Array } {
  const [value, rest] = guarded(bytes, bytesMax, () => decodeFirst(bytes, OPTIONS));
  return { map: asMap(value), rest };
}

/** The byte string under a key; throws when there is none. */
export function bytesIn(map: CborMap, key: unknown): Uint8Array {
  const value = map.get(key);
  if (value instanceof Uint8Array) return value;
  throw new CborError(`${String(key)} is not a byte string`);
}

function asMap(value: unknown): CborMap {
  if (value instanceof Map) return value;
  throw new CborError("not a map");
}

function guarded<Value>(bytes: Uint8Array, bytesMax: number, read: () => Value): Value {
  if (bytes.length > bytesMax) throw new CborError(`more than ${bytesMax} bytes of CBOR`);
  try {
    return read();
  } catch (cause) {
    // cborg throws plain errors for bad input, and a RangeError when it is nested too deep for the stack.
    throw new CborError("not the CBOR it should be", { cause });
  }
}
