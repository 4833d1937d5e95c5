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

/**
 * How much more a value rose than everything else did, at least (95 % confidence): what tells a cause from what only
 * shares its traffic. A rise that is everywhere has 1 at most.
 */
export function contrastOf(lift: Lift, rest: Lift): number {
  const error = (one: Lift) => Math.log(one.factor / one.low);
  return Math.exp(Math.log(lift.factor / rest.factor) - Math.hypot(error(lift), error(rest)));
}

/** The lift of a value; `everybody` is the rate of all values before. */
export function liftOf(now: Rate, before: Rate, everybody: Rate): Lift {
  const prior = everybody.attempts === 0 ? 0 : (everybody.refused / everybody.attempts) * PRIOR_ATTEMPTS;
  const [seen, usual] = [now.refused + prior + HALF, before.refused + prior + HALF];
  const factor = seen / (now.attempts + PRIOR_ATTEMPTS) / (usual / (before.attempts + PRIOR_ATTEMPTS));
  const error = Math.sqrt(1 / seen + 1 / usual);
  return { factor, low: factor * Math.exp(-Z_95 * error), high: factor * Math.exp(Z_95 * error) };
}
