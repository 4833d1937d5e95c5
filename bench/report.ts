/** One line of a bench: what was measured against which limit or peer of the same run. */
export interface Row {
  readonly name: string;
  readonly ours: number;
  readonly limit: number;
  /** What `limit` is. */
  readonly against: string;
  readonly unit: string;
  /** The share of the limit to reach, or null where the limit itself is the bound (then ours must stay below it). */
  readonly target: number | null;
}

/** Prints a row: ours, limit, ratio, and whether the target was met. */
export function print(row: Row): void {
  const ratio = row.ours / row.limit;
  const met = row.target === null ? row.ours <= row.limit : ratio >= row.target;
  const bound =
    row.target === null ? `at most ${format(row.limit)}` : `${Math.round(row.target * 100)} % of ${format(row.limit)}`;
  process.stdout.write(
    `${met ? "met   " : "MISSED"}  ${row.name}\n        ours ${format(row.ours)} ${row.unit}; bound ${bound} ${row.unit} (${row.against}); ratio ${ratio.toFixed(2)}\n`,
  );
}

export function note(text: string): void {
  process.stdout.write(`        ${text}\n`);
}

function format(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}

/** The smallest of the numbers that `share` of them do not exceed (nearest rank); sorts its argument. */
export function percentile(numbers: number[], share: number): number {
  numbers.sort((a, b) => a - b);
  return numbers[Math.max(0, Math.ceil(numbers.length * share) - 1)] ?? Number.NaN;
}
