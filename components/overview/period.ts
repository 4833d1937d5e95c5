"use client";
import { useContext } from "react";
import type { Filter } from "@/lib/contract/filter";
import type { TrendBaseline } from "@/lib/contract/views";
import { RANGE_TITLES } from "../filter/labels";
import { LocaleContext, useMounted } from "../ui/format";

const WEEK_MS = 7 * 86_400_000;

/** The time a page shows, in a sentence: `last hour`, `this time`. */
export function periodTitle(filter: Filter): string {
  if (filter.from !== undefined && filter.to !== undefined) return "this time";
  const title = RANGE_TITLES[filter.range];
  return title.charAt(0).toLowerCase() + title.slice(1);
}

/** What a window is compared with: `last Thursday` for short ones one week before, else the baseline in words. */
export function useUsualTitle(filter: Filter, baseline: TrendBaseline = "week"): string {
  const locale = useContext(LocaleContext);
  const mounted = useMounted();
  const short = filter.from === undefined && (filter.range === "15m" || filter.range === "1h");
  if (baseline === "previous") return "the time before";
  if (!short || !mounted) return "one week before";
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "long" }).format(Date.now() - WEEK_MS);
  return `last ${weekday}`;
}
