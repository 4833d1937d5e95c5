"use client";
import { createContext, useContext } from "react";

/** The viewer's locale, decided by the server from the request. */
export const LocaleContext = createContext("en");

export interface Formats {
  /** `8,896`; null is unknown, `–`. */
  count(value: number | null): string;
  /** A count that may be an estimate: `≈ 184,000`, with no more digits than it is good for. */
  estimate(value: number | null, approximate: boolean): string;
  /** One decimal: `39.8`. */
  decimal(value: number): string;
  /** A share 0..1 as `90.3 %`; null is unknown, `–`. */
  share(value: number | null): string;
  /** `× 16` from ten up, `× 2.6` below, `–` when there is nothing to compare with. */
  factor(value: number | null): string;
  /** A signed change 0..1 as `+ 4.6 %`. */
  change(value: number | null): string;
  /** `412 k`: for axes only. */
  axis(value: number): string;
  /** `10:24` */
  clock(at: number): string;
  /** `10:24:06.911` */
  clockMillis(at: number): string;
  /** `Thu 19 Nov` */
  day(at: number): string;
  /** `Thu 19 Nov, 10:24` */
  moment(at: number): string;
  /** `Thu 19 Nov, 10:24:06.911` */
  exactMoment(at: number): string;
  /** `Portugal`: a region by its ISO 3166 code; the code where it has no name. */
  region(code: string): string;
  /** The clock alone on the day of `now`, with the day in front on any other: two rows of a list must not look alike. */
  recent(at: number, now: number): string;
  /** {@link recent} to the millisecond. */
  recentMillis(at: number, now: number): string;
}

const THIN = "\u00a0";

/**
 * Makes the formats of one locale and time zone; `zone` undefined is the browser's own. Each of Intl's formatters is made
 * when it is first needed: the browser reads its language data for it, which takes longer than all that it will write.
 */
export function createFormats(locale: string, zone?: string): Formats {
  const number = (options: Intl.NumberFormatOptions) => once(() => new Intl.NumberFormat(locale, options));
  const time = (options: Intl.DateTimeFormatOptions) =>
    once(
      () =>
        new Intl.DateTimeFormat(locale, {
          hourCycle: "h23",
          ...options,
          ...(zone === undefined ? {} : { timeZone: zone }),
        }),
    );
  const integer = number({ maximumFractionDigits: 0 });
  const rounded = number({ maximumSignificantDigits: 3 });
  const oneDecimal = number({ minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const atMostOne = number({ maximumFractionDigits: 1 });
  const regions = once(() => new Intl.DisplayNames([locale], { type: "region", fallback: "code" }));
  const clock = time({ hour: "2-digit", minute: "2-digit" });
  const clockMillis = time({ hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });
  const dayParts = time({ weekday: "short", day: "numeric", month: "short" });
  const day = (at: number) => {
    const parts = new Map(
      dayParts()
        .formatToParts(at)
        .map((part) => [part.type, part.value]),
    );
    return `${parts.get("weekday") ?? ""} ${parts.get("day") ?? ""} ${parts.get("month") ?? ""}`;
  };
  const dated = (at: number, now: number, text: string) => (day(at) === day(now) ? text : `${day(at)}, ${text}`);
  return {
    count: (value) => (value === null ? "–" : integer().format(value)),
    estimate: (value, approximate) => {
      if (value === null) return "–";
      return approximate && value > 0 ? `≈${THIN}${rounded().format(value)}` : integer().format(value);
    },
    decimal: (value) => oneDecimal().format(value),
    share: (value) => (value === null ? "–" : `${oneDecimal().format(value * 100)}${THIN}%`),
    factor: (value) => (value === null ? "–" : `×${THIN}${(value >= 9.95 ? integer() : oneDecimal()).format(value)}`),
    change: (value) =>
      value === null ? "–" : `${value < 0 ? "−" : "+"}${THIN}${oneDecimal().format(Math.abs(value) * 100)}${THIN}%`,
    axis: (value) => {
      if (value >= 1e6) return `${atMostOne().format(value / 1e6)}${THIN}M`;
      if (value >= 10_000) return `${atMostOne().format(value / 1e3)}${THIN}k`;
      return atMostOne().format(value);
    },
    clock: (at) => clock().format(at),
    clockMillis: (at) => clockMillis().format(at),
    day,
    moment: (at) => `${day(at)}, ${clock().format(at)}`,
    exactMoment: (at) => `${day(at)}, ${clockMillis().format(at)}`,
    recent: (at, now) => dated(at, now, clock().format(at)),
    recentMillis: (at, now) => dated(at, now, clockMillis().format(at)),
    region: (code) => regions().of(code) ?? code,
  };
}

/** The same value at every call, made at the first. */
function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** One set for the whole page: Intl's formatters cost most of what a table's first rendering takes, when each row makes its own. */
export const FormatsContext = createContext<Formats | null>(null);

/** The formats of the viewer's locale and time zone. Times differ between server and browser: show them after {@link useMounted}. */
export function useFormats(): Formats {
  const formats = useContext(FormatsContext);
  if (formats === null) throw new Error("useFormats is for what stands within the providers");
  return formats;
}

/** What {@link useMounted} says. One state for the page, changed in a transition: what differs in the browser is filled in piece by piece, and holds nothing up. */
export const MountedContext = createContext(false);

/** False while rendering on the server and for hydration, true after. */
export function useMounted(): boolean {
  return useContext(MountedContext);
}

const UNITS = [
  [86_400, "d"],
  [3600, "h"],
  [60, "min"],
  [1, "s"],
] as const;

/** A duration in its two largest units: `41 min`, `1 d 22 h`, `8 s`; under a second `297 ms`. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return `${Math.max(0, Math.round(seconds * 1000))}${THIN}ms`;
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [size, unit] of UNITS) {
    const whole = Math.floor(rest / size);
    if (whole > 0 && parts.length < 2) parts.push(`${whole}${THIN}${unit}`);
    rest -= whole * size;
    if (parts.length > 0 && size <= 60) break;
  }
  return parts.join(" ");
}
