"use client";
import dynamic from "next/dynamic";
import { useMemo, useState } from "react";
import { type Filter, RANGES, type RangeId } from "@/lib/contract/filter";
import { chipClass } from "../ui/chip";
import { cn } from "../ui/class-names";
import { type Formats, useFormats, useMounted } from "../ui/format";
import { Popover } from "../ui/menu";
import { withRange } from "./change";
import { RANGE_TITLES } from "./labels";
import { useFilter } from "./use-filter";

/** Loaded when the chip is first opened: no page needs it for its first paint. */
const FixedTimeForm = dynamic(() => import("./fixed-time-form"), { ssr: false });

const RANGE_IDS = Object.keys(RANGES) as RangeId[];

/** The viewer's time zone: short name and offset, as `WET, UTC+0`. */
export function zoneTitle(now: Date, locale: string | undefined = undefined): string {
  const part = (style: "short" | "shortOffset") =>
    new Intl.DateTimeFormat(locale, { timeZoneName: style })
      .formatToParts(now)
      .find((one) => one.type === "timeZoneName")?.value ?? "";
  const offset = part("shortOffset").replace("GMT", "UTC");
  const name = part("short");
  const full = offset === "UTC" ? "UTC+0" : offset;
  return name === "" || /^(GMT|UTC)[+-−]/.test(name) || name === offset ? full : `${name}, ${full}`;
}

function fixedTitle(filter: Filter, formats: Formats): string | null {
  if (filter.from === undefined || filter.to === undefined) return null;
  const [from, to] = [Date.parse(filter.from), Date.parse(filter.to)];
  const sameDay = formats.day(from) === formats.day(to);
  return `${formats.moment(from)} – ${sameDay ? formats.clock(to) : formats.moment(to)}`;
}

/** The first chip of the bar: the range, whether it follows the clock, and the viewer's zone. */
export function TimeChip() {
  const { filter, setFilter } = useFilter();
  const [open, setOpen] = useState(false);
  const formats = useFormats();
  const mounted = useMounted();
  const fixed = mounted ? fixedTitle(filter, formats) : null;
  const zone = useMemo(() => (mounted ? zoneTitle(new Date()) : ""), [mounted]);
  const isFixed = filter.from !== undefined && filter.to !== undefined;
  const choose = (next: Filter) => {
    setFilter(next);
    setOpen(false);
  };
  return (
    <Popover
      label="Time range"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button type="button" className={chipClass("time")}>
          <span>{isFixed ? (fixed ?? "A fixed time") : `${RANGE_TITLES[filter.range]}, live`}</span>
          <span className="text-ink3">{zone}</span>
        </button>
      }
      className="w-72"
    >
      <ul>
        {RANGE_IDS.map((range) => (
          <li key={range}>
            <button
              type="button"
              aria-pressed={!isFixed && range === filter.range}
              onClick={() => choose(withRange(filter, range))}
              className={cn(
                "flex min-h-8 w-full items-center justify-between rounded-control px-2.5 hover:bg-wash max-phone:min-h-11",
                !isFixed && range === filter.range && "font-semibold",
              )}
            >
              {RANGE_TITLES[range]}
              <span className="font-normal text-ink3">live</span>
            </button>
          </li>
        ))}
      </ul>
      <FixedTimeForm key={`${filter.from} ${filter.to}`} filter={filter} onChoose={choose} />
    </Popover>
  );
}
