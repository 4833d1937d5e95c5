/**
 * One-dimensional Postgres arrays in binary form (src/backend/utils/adt/arrayfuncs.c, array_recv): a batch of events
 * is mostly text, and neither side then quotes or parses a byte of it.
 */

/** Element types by name, with their OIDs (pg_type.dat). */
const OID = { bool: 16, bytea: 17, int2: 21, int4: 23, text: 25, timestamptz: 1184, uuid: 2950 } as const;

/** Milliseconds from the Unix epoch to 2000-01-01, where Postgres counts from. */
const POSTGRES_EPOCH_MS = 946_684_800_000;
const HEADER_BYTES = 20;
/** The length of an element that is NULL. */
const NULL = -1;

/** What a column holds of an item; undefined is NULL too. */
type Pick<I, T> = (item: I) => T | null | undefined;

export const int2Array = <I>(items: readonly I[], pick: Pick<I, number>) =>
  fixed(OID.int2, 2, items, pick, (buffer, value, at) => buffer.writeInt16BE(value, at));
export const int4Array = <I>(items: readonly I[], pick: Pick<I, number>) =>
  fixed(OID.int4, 4, items, pick, (buffer, value, at) => buffer.writeInt32BE(value, at));
export const boolArray = <I>(items: readonly I[], pick: Pick<I, boolean>) =>
  fixed(OID.bool, 1, items, pick, (buffer, value, at) => buffer.writeUInt8(value ? 1 : 0, at));

/** ISO 8601 instants, kept to the millisecond. */
export const timestampArray = <I>(items: readonly I[], pick: Pick<I, string>) =>
  fixed(OID.timestamptz, 8, items, pick, (buffer, value, at) => {
    buffer.writeBigInt64BE(BigInt(Date.parse(value) - POSTGRES_EPOCH_MS) * 1000n, at);
  });

export const uuidArray = <I>(items: readonly I[], pick: Pick<I, string>) =>
  fixed(OID.uuid, 16, items, pick, (buffer, value, at) => {
    if (buffer.write(value.replaceAll("-", ""), at, 16, "hex") !== 16) throw new Error("not a UUID");
  });

/** Bytes given as hex, all of `size` bytes. */
export const hexArray = <I>(size: number, items: readonly I[], pick: Pick<I, string>) =>
  fixed(OID.bytea, size, items, pick, (buffer, value, at) => {
    if (buffer.write(value, at, size, "hex") !== size) throw new Error(`not ${size} bytes of hex`);
  });

/** Postgres text holds no NUL: it is left out. */
export function textArray<I>(items: readonly I[], pick: Pick<I, string>): Buffer {
  const texts = items.map((item) => withoutNul(pick(item) ?? null));
  const size = texts.reduce((sum, text) => sum + 4 + (text === null ? 0 : Buffer.byteLength(text)), HEADER_BYTES);
  const buffer = header(OID.text, texts.length, size);
  let at = HEADER_BYTES;
  for (const text of texts) {
    const length = text === null ? NULL : buffer.write(text, at + 4);
    buffer.writeInt32BE(length, at);
    at += 4 + Math.max(0, length);
  }
  return buffer;
}

function withoutNul(text: string | null): string | null {
  return text?.includes("\u0000") ? text.replaceAll("\u0000", "") : text;
}

function fixed<I, T>(
  oid: number,
  size: number,
  items: readonly I[],
  pick: Pick<I, T>,
  write: (buffer: Buffer, value: T, at: number) => void,
): Buffer {
  const buffer = header(oid, items.length, HEADER_BYTES + items.length * (4 + size));
  let at = HEADER_BYTES;
  for (const item of items) {
    const value = pick(item) ?? null;
    at = buffer.writeInt32BE(value === null ? NULL : size, at);
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
