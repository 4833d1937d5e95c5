"use client";
import { type FormEvent, useState } from "react";
import { type Filter, RANGES, type RangeId } from "@/lib/contract/filter";
import { Button } from "../ui/button";
import { chipClass } from "../ui/chip";
import { cn } from "../ui/class-names";
import { Field, TextInput } from "../ui/field";
import { type Formats, useFormats, useMounted } from "../ui/format";
import { Popover } from "../ui/menu";
import { withRange } from "./change";
import { RANGE_TITLES } from "./labels";
import { useFilter } from "./use-filter";

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
          <span className="text-ink3">{mounted ? zoneTitle(new Date()) : ""}</span>
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

/** `2026-11-19T10:24` in the viewer's zone, as datetime-local inputs want it. */
function localInput(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function FixedTimeForm({ filter, onChoose }: { filter: Filter; onChoose: (filter: Filter) => void }) {
  const [from, setFrom] = useState(() => localInput(new Date(filter.from ?? Date.now() - RANGES[filter.range] * 1000)));
  const [to, setTo] = useState(() => localInput(new Date(filter.to ?? Date.now())));
  const [error, setError] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [start, end] = [new Date(from), new Date(to)];
    if (!(start.getTime() < end.getTime())) setError("The end must lie after the start.");
    else onChoose({ ...filter, from: start.toISOString(), to: end.toISOString() });
  };
  return (
    <form onSubmit={submit} className="mt-1.5 border-line border-t px-2.5 pt-3 pb-1.5">
      <Field id="filter-from" label="From" className="mb-2.5">
        {(control) => (
          <TextInput
            {...control}
            type="datetime-local"
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
        )}
      </Field>
      <Field id="filter-to" label="To" error={error} className="mb-3">
        {(control) => (
          <TextInput {...control} type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
        )}
      </Field>
      <Button size="small" type="submit">
        Show this time
      </Button>
    </form>
  );
}
