/** Uniform in [0, 1), the same sequence for the same seed on every machine. */
export type Random = () => number;

/** Mulberry32: 32 bits of state, plenty for choosing phones; never for keys. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Weighted {
  readonly weight: number;
}

/** One of the options, as often as its weight says. Throws when there is none. */
export function pick<T extends Weighted>(random: Random, options: readonly T[]): T {
  let left = random() * options.reduce((sum, { weight }) => sum + weight, 0);
  for (const option of options) {
    left -= option.weight;
    if (left < 0) return option;
  }
  const last = options.at(-1);
  if (last === undefined) throw new Error("there is nothing to pick from");
  return last;
}
