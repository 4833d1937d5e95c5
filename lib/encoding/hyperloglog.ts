/**
 * Counting distinct instances in 4 KB: a HyperLogLog sketch (Flajolet et al., 2007) with Ertl's improved estimator
 * (https://arxiv.org/abs/1702.01284, algorithm 6), which needs no correction tables. Sketches of parts merge into the
 * sketch of the whole, whatever the parts share. The standard error is 1.04 / sqrt(4096) = 1.6 %.
 */
const PRECISION = 12;
const REGISTERS = 1 << PRECISION;
/** Bits beyond those that choose the register, of the 48 that are used of an id. */
const RANK_BITS = 48 - PRECISION;
const SPARSE = 0;
const DENSE = 1;
const SPARSE_ENTRY_BYTES = 3;

export class HyperLogLog {
  readonly #registers: Uint8Array;

  constructor(registers = new Uint8Array(REGISTERS)) {
    this.#registers = registers;
  }

  /**
   * Adds an instance by the last 48 bits of its id. The ids are made by this service, and these bits of a UUIDv7 (and
   * of a UUIDv4) are random (RFC 9562 section 5.7): they are their own hash, and nobody can choose them.
   */
  add(low48: number): void {
    const register = low48 % REGISTERS;
    const rest = Math.floor(low48 / REGISTERS);
    const rank = rest === 0 ? RANK_BITS + 1 : RANK_BITS - Math.floor(Math.log2(rest));
    if (rank > (this.#registers[register] ?? 0)) this.#registers[register] = rank;
  }

  /** Adds everything that another sketch has seen. */
  merge(other: HyperLogLog): void {
    for (const [index, rank] of other.#registers.entries()) {
      if (rank > (this.#registers[index] ?? 0)) this.#registers[index] = rank;
    }
  }

  /** How many distinct instances were added, about. */
  estimate(): number {
    const counts = new Array<number>(RANK_BITS + 2).fill(0);
    for (const rank of this.#registers) counts[rank] = (counts[rank] ?? 0) + 1;
    const count = (rank: number) => counts[rank] ?? 0;
    let z = REGISTERS * tau(1 - count(RANK_BITS + 1) / REGISTERS);
    for (let rank = RANK_BITS; rank >= 1; rank--) z = 0.5 * (z + count(rank));
    z += REGISTERS * sigma(count(0) / REGISTERS);
    return Math.round((REGISTERS * REGISTERS) / (2 * Math.LN2 * z));
  }

  /** The sketch in bytes: the registers in use as three bytes each while that is shorter, else all of them. */
  encode(): Buffer {
    const used = this.#registers.reduce((sum, rank) => sum + (rank > 0 ? 1 : 0), 0);
    if (used * SPARSE_ENTRY_BYTES >= REGISTERS) return Buffer.concat([Buffer.of(DENSE), this.#registers]);
    const bytes = Buffer.alloc(1 + used * SPARSE_ENTRY_BYTES);
    bytes[0] = SPARSE;
    let at = 1;
    for (const [index, rank] of this.#registers.entries()) {
      if (rank === 0) continue;
      at = bytes.writeUInt16BE(index, at);
      at = bytes.writeUInt8(rank, at);
    }
    return bytes;
  }

  /** Merges a sketch as {@link encode} wrote it. Throws on bytes that it did not write. */
  mergeEncoded(bytes: Uint8Array): void {
    const dense = bytes[0] === DENSE;
    if (dense ? bytes.length !== REGISTERS + 1 : bytes[0] !== SPARSE || bytes.length % SPARSE_ENTRY_BYTES !== 1)
      throw new Error("not a sketch");
    if (dense) this.#raiseAll(bytes);
    else
      for (let at = 1; at < bytes.length; at += SPARSE_ENTRY_BYTES)
        this.#raise((bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0), bytes[at + 2] ?? 0);
  }

  /** A chart merges hundreds of dense sketches: one plain loop, whose ranks are checked together at its end. */
  #raiseAll(bytes: Uint8Array): void {
    const registers = this.#registers;
    let highest = 0;
    for (let index = 0; index < REGISTERS; index++) {
      const rank = bytes[index + 1] ?? 0;
      if (rank > highest) highest = rank;
      if (rank > (registers[index] ?? 0)) registers[index] = rank;
    }
    if (highest > RANK_BITS + 1) throw new Error("not a sketch");
  }

  #raise(register: number, rank: number): void {
    if (register >= REGISTERS || rank > RANK_BITS + 1) throw new Error("not a sketch");
    if (rank > (this.#registers[register] ?? 0)) this.#registers[register] = rank;
  }
}

/** The last 48 bits of a UUID, as {@link HyperLogLog.add} takes them. */
export function low48OfUuid(uuid: string): number {
  return Number.parseInt(uuid.slice(-12), 16);
}

function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY;
  let [x, y, z] = [share, 1, share];
  for (let before = -1; before !== z; y += y) {
    x *= x;
    before = z;
    z += x * y;
  }
  return z;
}

function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let [x, y, z] = [share, 1, 1 - share];
  for (let before = -1; before !== z; ) {
    x = Math.sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}
