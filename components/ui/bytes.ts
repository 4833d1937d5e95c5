const UNITS = ["bytes", "kB", "MB", "GB"] as const;

/** A size in powers of 1000: `940 bytes`, `4.2 kB`, `88.0 MB`. */
export function formatBytes(bytes: number, locale = "en"): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const digits = power === 0 ? 0 : 1;
  const number = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${number.format(bytes / 1000 ** power)}\u00a0${UNITS[power]}`;
}
