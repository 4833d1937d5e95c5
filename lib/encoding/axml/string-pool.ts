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
    return this.#isUtf8 ? this.#utf8(at) : this.#utf16(at);
  }

  #utf8(at: number): string {
    const afterCharacters = at + (this.#chunk.u8(at) & 0x80 ? 2 : 1);
    const first = this.#chunk.u8(afterCharacters);
    const isLong = (first & 0x80) !== 0;
    const length = isLong ? ((first & 0x7f) << 8) | this.#chunk.u8(afterCharacters + 1) : first;
    return this.#chunk.slice(afterCharacters + (isLong ? 2 : 1), length).toString("utf8");
  }

  #utf16(at: number): string {
    const first = this.#chunk.u16(at);
    const isLong = (first & 0x8000) !== 0;
    const length = isLong ? (first & 0x7fff) * 0x10000 + this.#chunk.u16(at + 2) : first;
    return this.#chunk.slice(at + (isLong ? 4 : 2), length * 2).toString("utf16le");
  }
}
