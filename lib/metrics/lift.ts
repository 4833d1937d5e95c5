/**
 * How much more often something happens than before, and how sure that is. Rates are compared on a log scale, with a
 * confidence interval of 95 % from the Poisson error of both counts: a rise from 3 to 6 may be chance, one from 3,000
 * to 4,500 is not.
 */
const Z_95 = 1.96;
/** A value seen rarely, or never before, is taken to have the rate of everybody, with the weight of this many attempts. */
const PRIOR_ATTEMPTS = 300;
/** Keeps logarithms of empty counts finite. */
const HALF = 0.5;

export interface Rate {
  readonly refused: number;
  readonly attempts: number;
}

export interface Lift {
  /** Rate now over rate before. */
  readonly factor: number;
  /** The interval that holds it with 95 % confidence. */
  readonly low: number;
  readonly high: number;
}

/** Refusals beyond what the rate of before would have made of the attempts. */
export function excessOf(now: Rate, before: Rate): number {
  return now.refused - (before.attempts === 0 ? 0 : (before.refused / before.attempts) * now.attempts);
}

/**
 * How well a value explains a rise: the share of it that lies in the value, at least (95 % confidence), times how much
 * denser it is there than in all traffic (in doublings). A value that holds the whole rise in a tenth of the traffic
 * explains it; one that holds it in all of the traffic explains nothing, and neither does one with a little of it.
 */
export function explanationOf(now: Rate, before: Rate, all: { readonly now: Rate; readonly before: Rate }): number {
  const [rise, whole] = [excessOf(now, before), excessOf(all.now, all.before)];
  if (rise <= 0 || whole <= 0) return 0;
  const weight = before.attempts === 0 ? 0 : (now.attempts / before.attempts) ** 2 * before.refused;
  const sure = Math.max(0, rise - Z_95 * Math.sqrt(now.refused + weight));
  const density = rise / now.attempts / (whole / all.now.attempts);
  return Math.min(1, sure / whole) * Math.max(0, Math.log2(density));
}

/** The lift of a value; `everybody` is the rate of all values before. */
export function liftOf(now: Rate, before: Rate, everybody: Rate): Lift {
  const prior = everybody.attempts === 0 ? 0 : (everybody.refused / everybody.attempts) * PRIOR_ATTEMPTS;
  const [seen, usual] = [now.refused + prior + HALF, before.refused + prior + HALF];
  const factor = seen / (now.attempts + PRIOR_ATTEMPTS) / (usual / (before.attempts + PRIOR_ATTEMPTS));
  const error = Math.sqrt(1 / seen + 1 / usual);
  return { factor, low: factor * Math.exp(-Z_95 * error), high: factor * Math.exp(Z_95 * error) };
}
