/**
 * Random access to bytes that never reads outside them: every getter checks its bounds and throws what `fail` makes.
 * Offsets and lengths are in bytes.
 */
export class BoundedView {
  readonly bytes: Buffer;
  readonly length: number;
  readonly #fail: (message: string) => Error;

  constructor(bytes: Buffer, fail: (message: string) => Error) {
    this.bytes = bytes;
    this.length = bytes.length;
    this.#fail = fail;
  }

  u8(at: number): number {
    return this.bytes.readUInt8(this.#checked(at, 1));
  }

  u16(at: number): number {
    return this.bytes.readUInt16LE(this.#checked(at, 2));
  }

  u32(at: number): number {
    return this.bytes.readUInt32LE(this.#checked(at, 4));
  }

  u32be(at: number): number {
    return this.bytes.readUInt32BE(this.#checked(at, 4));
  }

  u64(at: number): bigint {
    return this.bytes.readBigUInt64LE(this.#checked(at, 8));
  }

  u64be(at: number): bigint {
    return this.bytes.readBigUInt64BE(this.#checked(at, 8));
  }

  /** A view of the same memory, not a copy. */
  slice(at: number, length: number): Buffer {
    this.#checked(at, length);
    return this.bytes.subarray(at, at + length);
  }

  /** {@link slice} as a view of its own with the same error. */
  view(at: number, length: number): BoundedView {
    return new BoundedView(this.slice(at, length), this.#fail);
  }

  fail(message: string): never {
    throw this.#fail(message);
  }

  #checked(at: number, length: number): number {
    if (!Number.isSafeInteger(at) || at < 0 || length < 0 || at + length > this.length) {
      this.fail(`it ends too early: ${length} bytes wanted at ${at} of ${this.length}`);
    }
    return at;
  }
}
