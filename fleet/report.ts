import type { LoadCounts } from "./load";

/** The value below which `share` of the values lie; null for none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
}

/** One line a second. Latencies are those answered since the line before. */
export function createProgressLine(): (counts: LoadCounts, elapsedSeconds: number) => string {
  let seen = 0;
  return (counts, elapsedSeconds) => {
    const recent = counts.latenciesMs.slice(seen);
    seen = counts.latenciesMs.length;
    const columns = [
      `${String(elapsedSeconds).padStart(4)} s`,
      `sent ${counts.sent}`,
      `answered ${counts.answered}`,
      `errors ${errorCount(counts)}`,
      `p50 ${milliseconds(percentile(recent, 0.5))}`,
      `p99 ${milliseconds(percentile(recent, 0.99))}`,
    ];
    if (counts.late > 0) columns.push(`late ${counts.late}`);
    return columns.join("  ");
  };
}

/** What stands at the end. Phones can't tell a pass from a decoy: the console shows the decisions. */
export function summary(counts: LoadCounts, phones: readonly { enrolled: boolean }[], seconds: number): string {
  const { latenciesMs } = counts;
  const errors = [...counts.errors].map(([status, count]) => `${status} ${count}`).join(", ");
  const lines = [
    `phones       ${phones.filter(({ enrolled }) => enrolled).length} enrolled of ${phones.length}`,
    `attestations ${counts.answered} answered of ${counts.sent} sent in ${seconds.toFixed(1)} s`,
    `compromised  ${counts.compromised} sent by phones with something wrong with them`,
    `latency      p50 ${milliseconds(percentile(latenciesMs, 0.5))}, p99 ${milliseconds(percentile(latenciesMs, 0.99))} for a challenge and its attestation`,
    `errors       ${errors === "" ? "none" : errors}`,
  ];
  if (counts.told > 0) lines.push(`told         ${counts.told} were told that they are refused`);
  if (counts.late > 0) lines.push(`late         ${counts.late} were due while everything was busy and were left out`);
  if (counts.firstError !== null) lines.push(`first error  ${describe(counts.firstError)}`);
  return `${lines.join("\n")}\n`;
}

function describe(error: Error): string {
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

function errorCount({ errors }: LoadCounts): number {
  return [...errors.values()].reduce((sum, count) => sum + count, 0);
}

function milliseconds(value: number | null): string {
  return value === null ? "–" : `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}
