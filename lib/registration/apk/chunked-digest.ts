import { createHash, webcrypto } from "node:crypto";

export const CHUNK_BYTES = 1024 * 1024;
/** Room to keep free before a chunk, so that its prefix can be written in place. */
export const CHUNK_PREFIX_BYTES = 5;

const CHUNK_MARK = 0xa5;
const TOP_MARK = 0x5a;
const IN_FLIGHT_MAX = 8;

/**
 * The chunked content digest of APK Signature Scheme v2 ("Integrity-protected contents"): H(0x5a, count, digests) over
 * H(0xa5, length, chunk). Chunks are hashed on libuv's thread pool, so that a second core helps where there is one.
 */
export class ChunkedDigest {
  readonly hash: "sha256" | "sha512";
  readonly #digests: Promise<ArrayBuffer>[] = [];

  constructor(hash: "sha256" | "sha512") {
    this.hash = hash;
  }

  /**
   * Adds a chunk that lies in `framed` after {@link CHUNK_PREFIX_BYTES} bytes, which are overwritten. The bytes are
   * copied before this returns (WebCrypto section 14.3.5), so `framed` may be reused at once.
   */
  async add(framed: Buffer): Promise<void> {
    framed.writeUInt8(CHUNK_MARK, 0);
    framed.writeUInt32LE(framed.length - CHUNK_PREFIX_BYTES, 1);
    const digest = webcrypto.subtle.digest(this.hash === "sha256" ? "SHA-256" : "SHA-512", framed);
    this.#digests.push(digest);
    await this.#digests[this.#digests.length - IN_FLIGHT_MAX];
  }

  async digest(): Promise<Buffer> {
    const head = Buffer.alloc(5);
    head.writeUInt8(TOP_MARK, 0);
    head.writeUInt32LE(this.#digests.length, 1);
    const top = createHash(this.hash).update(head);
    for (const digest of this.#digests) top.update(Buffer.from(await digest));
    return top.digest();
  }
}
