import { BoundedView } from "../../encoding/bounded-view";
import { RejectedPackageError } from "../rejection";

/** Signers, certificates, digests and attributes come in ones and twos; an element costs many times its four bytes. */
const ELEMENTS_MAX = 1000;

/** Reads the length-prefixed structures of the APK signing block in order; all integers are little-endian uint32. */
export class LengthPrefixedReader {
  readonly #view: BoundedView;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#view = new BoundedView(bytes, malformedBlock);
  }

  get hasMore(): boolean {
    return this.#at < this.#view.length;
  }

  u32(): number {
    const value = this.#view.u32(this.#at);
    this.#at += 4;
    return value;
  }

  bytes(): Buffer {
    const length = this.u32();
    const bytes = this.#view.slice(this.#at, length);
    this.#at += length;
    return bytes;
  }

  rest(): Buffer {
    const bytes = this.#view.slice(this.#at, this.#view.length - this.#at);
    this.#at = this.#view.length;
    return bytes;
  }

  /** A length-prefixed sequence of length-prefixed elements. */
  sequence(): LengthPrefixedReader[] {
    const elements = new LengthPrefixedReader(this.bytes());
    const result: LengthPrefixedReader[] = [];
    while (elements.hasMore) {
      if (result.length === ELEMENTS_MAX) throw malformedBlock(`a list in it has more than ${ELEMENTS_MAX} elements`);
      result.push(new LengthPrefixedReader(elements.bytes()));
    }
    return result;
  }
}

export function malformedBlock(problem: string): RejectedPackageError {
  return new RejectedPackageError("signing-block-malformed", `The APK signing block is damaged: ${problem}.`);
}
