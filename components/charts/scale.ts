export interface Scale {
  /** Top of the plot. */
  readonly max: number;
  /** Where the rules lie, ascending, zero left out. */
  readonly ticks: readonly number[];
}

/** Share of the plot above the highest value. */
const HEADROOM = 1.08;
/** The highest rule lies no higher than this, so that its label stays inside of the plot. */
const TOP_LABEL = 0.92;
const RULES_MAX = 4;

/** A scale from zero with two to four rules at round values; whole numbers only, unless `fractions` are fine. */
export function niceScale(highest: number, fractions = false): Scale {
  const max = Math.max(highest, fractions ? 0.1 : 1) * HEADROOM;
  const magnitude = 10 ** Math.floor(Math.log10(max));
  const steps = [0.1, 0.2, 0.25, 0.5, 1, 2, 5].map((factor) => factor * magnitude);
  const step =
    steps.find((one) => (fractions || Number.isInteger(one)) && Math.floor(max / one) <= RULES_MAX) ?? magnitude;
  const ticks = Array.from({ length: Math.floor(max / step) }, (_, index) => (index + 1) * step);
  return { max: Math.max(max, (ticks.at(-1) ?? 0) / TOP_LABEL), ticks };
}
