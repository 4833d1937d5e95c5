import { createHash } from "node:crypto";
import { RejectedPackageError } from "../rejection";

const BLOCK_BYTES = 4096;
const SALT = Buffer.alloc(8);
const DIGEST_BYTES = 32;

/**
 * The fs-verity content digest of signature algorithms 0x0421 to 0x0425 (AOSP apksig VerityTreeBuilder): the root of a
 * SHA-256 Merkle tree over 4096-byte blocks, zero-padded, each salted with eight zero bytes, then the total length.
 */
export class VerityDigest {
  readonly #leaves: Buffer[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #total = 0;

  update(bytes: Buffer): void {
    this.#total += bytes.length;
    let from = 0;
    if (this.#rest.length > 0) {
      from = Math.min(bytes.length, BLOCK_BYTES - this.#rest.length);
      this.#rest = Buffer.concat([this.#rest, bytes.subarray(0, from)]);
      if (this.#rest.length < BLOCK_BYTES) return;
      this.#leaves.push(hashBlock(this.#rest));
    }
    for (; from + BLOCK_BYTES <= bytes.length; from += BLOCK_BYTES) {
      this.#leaves.push(hashBlock(bytes.subarray(from, from + BLOCK_BYTES)));
    }
    this.#rest = Buffer.from(bytes.subarray(from));
  }

  digest(): Buffer {
    if (this.#rest.length > 0) this.#leaves.push(hashBlock(this.#rest));
    let level = Buffer.concat(this.#leaves);
    while (level.length > BLOCK_BYTES) level = hashLevel(level);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(this.#total));
    return Buffer.concat([hashBlock(level), length]);
  }
}

/** The platform builds the tree over whole pages, so a package for it starts its signing block on one. */
export function assertVerityAligned(signingBlockStart: number): void {
  if (signingBlockStart % BLOCK_BYTES !== 0) {
    const message = "The package has an fs-verity digest, but its signing block does not start on a 4096-byte page.";
    throw new RejectedPackageError("digest-mismatch", message);
  }
}

function hashLevel(level: Buffer): Buffer<ArrayBuffer> {
  const digests: Buffer[] = [];
  for (let at = 0; at < level.length; at += BLOCK_BYTES) digests.push(hashBlock(level.subarray(at, at + BLOCK_BYTES)));
  return Buffer.concat(digests, digests.length * DIGEST_BYTES);
}

function hashBlock(block: Buffer): Buffer {
  const hash = createHash("sha256").update(SALT).update(block);
  if (block.length < BLOCK_BYTES) hash.update(Buffer.alloc(BLOCK_BYTES - block.length));
  return hash.digest();
}
