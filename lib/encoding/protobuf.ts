import { BoundedView } from "./bounded-view";
import { DecodeError } from "./decode-error";

const FIELDS_MAX = 1_000_000;

export class ProtobufError extends DecodeError<"protobuf-malformed"> {}

function malformed(problem: string): ProtobufError {
  return new ProtobufError("protobuf-malformed", `The protocol buffer can't be read: ${problem}.`);
}

/** One field of a message: a number (varint, fixed) or bytes (text, message, packed list). */
export type ProtobufField =
  | { readonly number: number; readonly value: bigint; readonly bytes: null }
  | { readonly number: number; readonly value: null; readonly bytes: Buffer };

/** The fields of one message in order, without a schema (protobuf.dev, "Encoding"). Throws a ProtobufError. */
export function* protobufFields(message: Buffer): Generator<ProtobufField> {
  const view = new BoundedView(message, malformed);
  let at = 0;
  for (let count = 0; at < view.length; count++) {
    if (count === FIELDS_MAX) throw malformed("it has absurdly many fields");
    const key = varint(view, at);
    at = key.end;
    const number = Number(key.value >> 3n);
    const wireType = Number(key.value & 7n);
    if (number === 0) throw malformed("a field has the number 0");
    if (wireType === 2) {
      const length = varint(view, at);
      const bytes = view.slice(length.end, Number(length.value));
      at = length.end + bytes.length;
      yield { number, value: null, bytes };
    } else {
      const { value, end } = scalar(view, at, wireType);
      at = end;
      yield { number, value, bytes: null };
    }
  }
}

/** The bytes of the last field with that number, as protobuf reads repeated scalars; null when it is not there. */
export function bytesField(message: Buffer, number: number): Buffer | null {
  return [...protobufFields(message)].findLast((field) => field.number === number)?.bytes ?? null;
}

export function messagesField(message: Buffer, number: number): Buffer[] {
  return [...protobufFields(message)].flatMap((field) =>
    field.number === number && field.bytes !== null ? [field.bytes] : [],
  );
}

export function textField(message: Buffer, number: number): string | null {
  return bytesField(message, number)?.toString("utf8") ?? null;
}

export function numberField(message: Buffer, number: number): bigint | null {
  return [...protobufFields(message)].findLast((field) => field.number === number)?.value ?? null;
}

function scalar(view: BoundedView, at: number, wireType: number): { value: bigint; end: number } {
  if (wireType === 0) return varint(view, at);
  if (wireType === 1) return { value: view.u64(at), end: at + 8 };
  if (wireType === 5) return { value: BigInt(view.u32(at)), end: at + 4 };
  throw malformed("a field has an unknown type");
}

function varint(view: BoundedView, at: number): { value: bigint; end: number } {
  let value = 0n;
  for (let index = 0; index < 10; index++) {
    const byte = view.u8(at + index);
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  throw malformed("a number in it does not end");
}
