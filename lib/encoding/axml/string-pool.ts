import type { BoundedView } from "../bounded-view";
import { malformed } from "./axml-error";

const FLAG_UTF8 = 0x100;

/**
 * The string pool chunk of compiled resources (AOSP androidfw ResourceTypes.h, ResStringPool_header). Strings are
 * decoded on demand, since a table may hold a hundred thousand of them; a missing trailing zero does no harm.
 */
export class StringPool {
  readonly #chunk: BoundedView;
  readonly #count: number;
  readonly #stringsStart: number;
  readonly #isUtf8: boolean;
  readonly #indexStart: number;
  /** By place, since names are asked for again and again. */
  readonly #decoded = new Map<number, string>();
  #decodedBytes = 0;

  /** `chunk` begins at the pool's own header. */
  constructor(chunk: BoundedView) {
    this.#chunk = chunk;
    this.#indexStart = chunk.u16(2);
    this.#count = chunk.u32(8);
    this.#isUtf8 = (chunk.u32(16) & FLAG_UTF8) !== 0;
    this.#stringsStart = chunk.u32(20);
  }

  /** The string with that index, or null for the index that means none (0xffffffff). Throws an AxmlError. */
  get(index: number): string | null {
    if (index === 0xffffffff) return null;
    if (index >= this.#count) throw malformed("it refers to a string that its pool does not have");
    const at = this.#stringsStart + this.#chunk.u32(this.#indexStart + 4 * index);
    const known = this.#decoded.get(at);
    if (known !== undefined) return known;
    const bytes = this.#isUtf8 ? this.#utf8(at) : this.#utf16(at);
    this.#decodedBytes += bytes.length;
    // Strings that overlap would make a small pool a large text.
    if (this.#decodedBytes > this.#chunk.length) throw malformed("its strings overlap");
    const text = bytes.toString(this.#isUtf8 ? "utf8" : "utf16le");
    this.#decoded.set(at, text);
    return text;
  }

  #utf8(at: number): Buffer {
    const afterCharacters = at + (this.#chunk.u8(at) & 0x80 ? 2 : 1);
    const first = this.#chunk.u8(afterCharacters);
    const isLong = (first & 0x80) !== 0;
    const length = isLong ? ((first & 0x7f) << 8) | this.#chunk.u8(afterCharacters + 1) : first;
    return this.#chunk.slice(afterCharacters + (isLong ? 2 : 1), length);
  }

  #utf16(at: number): Buffer {
    const first = this.#chunk.u16(at);
    const isLong = (first & 0x8000) !== 0;
    const length = isLong ? (first & 0x7fff) * 0x10000 + this.#chunk.u16(at + 2) : first;
    return this.#chunk.slice(at + (isLong ? 4 : 2), length * 2);
  }
}
