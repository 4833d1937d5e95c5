/**
 * What is usual: the median of the same hour of the week over the weeks before, and a robust standard deviation around
 * it. The median absolute deviation (Hampel 1974) shrugs off one week with a campaign or an outage, which a mean and a
 * standard deviation would not.
 */
import type { Usual } from "../contract/admin/alerts";

/** Makes a MAD comparable with a standard deviation where values scatter normally: 1 / Phi^-1(3/4). */
const MAD_TO_SIGMA = 1.4826;
/** No scale is finer than this part of the median: weeks that happened to agree promise nothing. */
const SCALE_MIN_OF_MEDIAN = 0.02;

/** The middle value, or the mean of the two middle ones; null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2;
}

/** The median distance from the median; null of none. */
export function medianAbsoluteDeviation(values: readonly number[]): number | null {
  const middle = median(values);
  return middle === null ? null : median(values.map((value) => Math.abs(value - middle)));
}

/**
 * Median and scale of the samples, or null with fewer than `samplesMin`. `noiseAt` tells the standard deviation that
 * counting alone gives a value of that size: no scale is finer.
 */
export function usualOf(
  samples: readonly number[],
  samplesMin: number,
  noiseAt: (value: number) => number,
): Usual | null {
  const middle = median(samples);
  const deviation = medianAbsoluteDeviation(samples);
  if (middle === null || deviation === null || samples.length < samplesMin) return null;
  const scale = Math.max(deviation * MAD_TO_SIGMA, noiseAt(middle), Math.abs(middle) * SCALE_MIN_OF_MEDIAN);
  return { median: middle, scale, samples: samples.length };
}

/** Standard deviation of a count of independent events (Poisson); one event at least. */
export function countNoise(count: number): number {
  return Math.sqrt(Math.max(count, 1));
}

/** Standard deviation of a share of `attempts` (binomial); one event among them at least. */
export function shareNoise(share: number, attempts: number): number {
  const trials = Math.max(attempts, 1);
  return Math.sqrt(Math.max(share * (1 - share), 1 / trials) / trials);
}
