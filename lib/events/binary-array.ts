/**
 * One-dimensional Postgres arrays in binary form (src/backend/utils/adt/arrayfuncs.c, array_recv): a batch of events
 * is mostly text, and neither side then quotes or parses a byte of it.
 */

/** Element types by name, with their OIDs (pg_type.dat). */
const OID = { bool: 16, bytea: 17, int2: 21, int4: 23, text: 25, timestamptz: 1184, uuid: 2950 } as const;

/** Milliseconds from the Unix epoch to 2000-01-01, where Postgres counts from. */
const POSTGRES_EPOCH_MS = 946_684_800_000;
const HEADER_BYTES = 20;

export const int2Array = (values: readonly (number | null)[]) =>
  fixed(OID.int2, 2, values, (buffer, value, at) => buffer.writeInt16BE(value, at));
export const int4Array = (values: readonly (number | null)[]) =>
  fixed(OID.int4, 4, values, (buffer, value, at) => buffer.writeInt32BE(value, at));
export const boolArray = (values: readonly (boolean | null)[]) =>
  fixed(OID.bool, 1, values, (buffer, value, at) => buffer.writeUInt8(value ? 1 : 0, at));

/** ISO 8601 instants, kept to the millisecond. */
export const timestampArray = (values: readonly (string | null)[]) =>
  fixed(OID.timestamptz, 8, values, (buffer, value, at) => {
    buffer.writeBigInt64BE(BigInt(Date.parse(value) - POSTGRES_EPOCH_MS) * 1000n, at);
  });

export const uuidArray = (values: readonly (string | null)[]) =>
  fixed(OID.uuid, 16, values, (buffer, value, at) => {
    if (buffer.write(value.replaceAll("-", ""), at, 16, "hex") !== 16) throw new Error("not a UUID");
  });

/** Bytes given as hex, all of `size` bytes. */
export const hexArray = (size: number, values: readonly (string | null)[]) =>
  fixed(OID.bytea, size, values, (buffer, value, at) => {
    if (buffer.write(value, at, size, "hex") !== size) throw new Error(`not ${size} bytes of hex`);
  });

/** Postgres text holds no NUL: it is left out. */
export function textArray(values: readonly (string | null)[]): Buffer {
  const encoded = values.map((value) => (value === null ? null : Buffer.from(value.replaceAll("\u0000", ""), "utf8")));
  const size = encoded.reduce((sum, bytes) => sum + 4 + (bytes?.length ?? 0), HEADER_BYTES);
  const buffer = header(OID.text, values.length, size);
  let at = HEADER_BYTES;
  for (const bytes of encoded) {
    at = buffer.writeInt32BE(bytes === null ? -1 : bytes.length, at);
    if (bytes !== null) at += bytes.copy(buffer, at);
  }
  return buffer;
}

function fixed<T>(
  oid: number,
  size: number,
  values: readonly (T | null)[],
  write: (buffer: Buffer, value: T, at: number) => void,
): Buffer {
  const buffer = header(oid, values.length, HEADER_BYTES + values.length * (4 + size));
  let at = HEADER_BYTES;
  for (const value of values) {
    at = buffer.writeInt32BE(value === null ? -1 : size, at);
    if (value === null) continue;
    write(buffer, value, at);
    at += size;
  }
  return buffer.subarray(0, at);
}

function header(oid: number, length: number, size: number): Buffer {
  const buffer = Buffer.allocUnsafe(size);
  buffer.writeInt32BE(1, 0); // dimensions
  buffer.writeInt32BE(1, 4); // may hold nulls
  buffer.writeInt32BE(oid, 8);
  buffer.writeInt32BE(length, 12);
  buffer.writeInt32BE(1, 16); // lower bound
  return buffer;
}
