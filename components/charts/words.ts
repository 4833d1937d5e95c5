import type { Formats } from "../ui/format";

const DAY = 86_400;

/** A bin's width as a noun: `1 min`, `6 h`, `1 d`. */
export function binWidth(stepSeconds: number): string {
  if (stepSeconds % DAY === 0) return `${stepSeconds / DAY} d`;
  return stepSeconds % 3600 === 0 ? `${stepSeconds / 3600} h` : `${stepSeconds / 60} min`;
}

/** What a count per bin is: `per minute`, `per 10 minutes`, `per day (UTC)`. */
export function perBin(stepSeconds: number): string {
  const of = (n: number, unit: string) => (n === 1 ? `per ${unit}` : `per ${n} ${unit}s`);
  if (stepSeconds % DAY === 0) return `${of(stepSeconds / DAY, "day")} (UTC)`;
  return stepSeconds % 3600 === 0 ? of(stepSeconds / 3600, "hour") : of(stepSeconds / 60, "minute");
}

/** The same behind the top label of an axis: `/min`, `/6 h`. */
export function slashBin(stepSeconds: number): string {
  return stepSeconds === 60 ? "/min" : `/${binWidth(stepSeconds).replace(/^1 /, "")}`;
}

/** From this factor on a rise reads better as one: `× 2.6` rather than `+ 160.0 %`. */
const FACTOR_MIN = 2;

/** A count against the one before: `× 2.6`, `+ 4.6 %`, `new`, or `same`. */
export function changeText(formats: Pick<Formats, "factor" | "change">, now: number, before: number): string {
  if (now === before) return "same";
  if (before === 0) return "new";
  const ratio = now / before;
  return ratio >= FACTOR_MIN ? formats.factor(ratio) : formats.change(ratio - 1);
}
