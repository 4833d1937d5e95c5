/** A share as people type it in percent, `4.5`; empty for none. */
export function percentOf(share: number | null): string {
  return share === null ? "" : String(Number((share * 100).toFixed(1)));
}

/** The share of what was typed in percent; null where it is empty, NaN where it is no number. */
export function shareOf(typed: string): number | null {
  const text = typed.trim().replace(",", ".").replace(/%$/, "").trim();
  return text === "" ? null : Number(text) / 100;
}
