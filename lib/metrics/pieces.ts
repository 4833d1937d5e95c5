import type { Parts } from "../contract/history";

/**
 * A table of history with buckets of one width, and the stretch that it holds (milliseconds since 1970). With `parts` it
 * is read by what its rows carry, and `seconds` is the width of one of those.
 */
export interface Grain {
  readonly table: string;
  readonly seconds: number;
  readonly parts?: Parts;
  readonly from: number;
  readonly until: number;
}

/** A stretch of time to read from one table. */
export interface Piece {
  readonly table: string;
  readonly parts?: Parts;
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts a stretch into pieces, each from the first grain whose whole buckets lie in it; what lies before and after them
 * goes to the grains that follow. Grains come coarsest first; the last one takes all that is left.
 */
export function pieces(grains: readonly Grain[], from: number, to: number): Piece[] {
  const [grain, ...finer] = grains;
  if (grain === undefined || from >= to) return [];
  const width = grain.seconds * 1000;
  const start = Math.ceil(Math.max(from, grain.from) / width) * width;
  const end = Math.min(Math.floor(to / width) * width, Math.floor(grain.until / width) * width);
  if (finer.length === 0) return [{ table: grain.table, from, to }];
  if (start >= end) return pieces(finer, from, to);
  const { table, parts } = grain;
  const piece = { table, ...(parts === undefined ? {} : { parts }), from: start, to: end };
  return [...pieces(finer, from, start), piece, ...pieces(finer, end, to)];
}
