const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** An instant as it was typed, which the console parses, or a time from now such as `30m`, `8h`, `7d`. */
export function momentOf(given: string): string {
  const [, amount, unit] = /^(\d{1,4})([mhd])$/.exec(given) ?? [];
  if (amount === undefined || (unit !== "m" && unit !== "h" && unit !== "d")) return given;
  return new Date(Date.now() + Number(amount) * UNITS[unit]).toISOString();
}
