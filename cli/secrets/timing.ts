import { UsageError } from "../usage-error";

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

/** `--overlap 24h` in seconds; `none` and `0` are none. */
export function parseOverlap(text: string | undefined, usage: string): number | undefined {
  if (text === undefined) return undefined;
  if (text === "none" || text === "0") return 0;
  const [, amount = "", unit = ""] = /^(\d{1,6})(s|m|min|h|d)$/.exec(text) ?? [];
  const seconds = Number(amount) * (UNIT_SECONDS[unit] ?? 0);
  if (seconds === 0) throw new UsageError("--overlap takes a time such as 15m, 24h or none", usage);
  return seconds;
}

/** `--at 2026-11-23T09:00:00Z` as the admin API takes it; the console refuses what has passed. */
export function parseAt(text: string | undefined, usage: string): string | null {
  if (text === undefined) return null;
  const at = new Date(text);
  if (Number.isNaN(at.getTime()) || !/T/.test(text)) {
    throw new UsageError("--at takes a time such as 2026-11-23T09:00:00Z", usage);
  }
  return at.toISOString();
}
