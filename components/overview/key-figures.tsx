"use client";
import { useQuery } from "@tanstack/react-query";
import type { Filter } from "@/lib/contract/filter";
import type { ActiveCount, Pulse, Trend, TrendBin } from "@/lib/contract/metrics";
import { activeInstancesQuery } from "../queries/active-instances";
import { pulseQuery } from "../queries/pulse";
import { reasonsQuery } from "../queries/reasons";
import { cn } from "../ui/class-names";
import { useFormats, useMounted } from "../ui/format";
import { Figure } from "../ui/section";
import { Skeleton } from "../ui/states";
import { periodTitle, useUsualTitle } from "./period";

/** A pass rate this far under the usual is critical. */
const DROP_CRITICAL = 0.05;
/** Under this many attempts a rate says little. */
const ATTEMPTS_MIN = 50;
const column = "col-span-6! wide:col-span-3! max-tiny:col-span-12!";

/** The four figures that say whether all is well. */
export function KeyFigures({ filter, trend, before }: { filter: Filter; trend: Trend; before: readonly TrendBin[] }) {
  const { data: pulse } = useQuery(pulseQuery(filter));
  return (
    <>
      <PerSecond pulse={pulse} />
      <PassRate pulse={pulse} filter={filter} />
      <Rejected filter={filter} trend={trend} before={before} />
      <Active filter={filter} />
    </>
  );
}

/** Attempts of the sixty seconds up to `asOf`: the open minute, and the part of the one before that still counts. */
function lastMinute(pulse: Pulse): number {
  const [previous, open] = [pulse.minutes.at(-2), pulse.minutes.at(-1)];
  if (!open || !previous) return 0;
  const elapsed = Math.min(1, Math.max(0, (pulse.asOf - open.at) / 60_000));
  return Math.round(open.pass + open.fail + (previous.pass + previous.fail) * (1 - elapsed));
}

function PerSecond({ pulse }: { pulse: Pulse | undefined }) {
  const formats = useFormats();
  const minute = pulse && lastMinute(pulse);
  return (
    <Figure
      className={column}
      label="Attestations per second"
      value={minute === undefined ? <Skeleton className="h-8 w-28" /> : formats.decimal(minute / 60)}
      sub={
        minute !== undefined && (
          <>
            {formats.count(minute)} last minute
            {pulse?.usual && `; usual ${formats.decimal(pulse.usual.perSecond)}\u00a0/s`}
          </>
        )
      }
    />
  );
}

function PassRate({ pulse, filter }: { pulse: Pulse | undefined; filter: Filter }) {
  const formats = useFormats();
  const usualTitle = useUsualTitle({ ...filter, range: "1h" });
  const pass = pulse?.minutes.reduce((sum, minute) => sum + minute.pass, 0) ?? 0;
  const all = pulse?.minutes.reduce((sum, minute) => sum + minute.pass + minute.fail, 0) ?? 0;
  const rate = all === 0 ? null : pass / all;
  const usual = pulse?.usual?.passRate ?? null;
  const change = rate === null || usual === null ? null : rate - usual;
  const critical = change !== null && change <= -DROP_CRITICAL && all >= ATTEMPTS_MIN;
  const number = rate === null ? "–" : formats.decimal(rate * 100);
  return (
    <Figure
      className={column}
      label="Pass rate, last 5 min"
      value={pulse === undefined ? <Skeleton className="h-8 w-28" /> : number}
      {...(rate === null ? {} : { unit: "%" })}
      tone={critical ? "critical" : "plain"}
      sub={
        pulse && (
          <>
            {rate === null && "nothing came in"}
            {change !== null && Math.abs(change) >= 0.0005 && (
              <b className={critical ? "text-crit" : "font-normal"}>
                <Arrow up={change > 0} />
                {formats.decimal(Math.abs(change) * 100)} points{" "}
              </b>
            )}
            {usual !== null && rate !== null && `from ${formats.share(usual)} ${usualTitle}`}
          </>
        )
      }
    />
  );
}

export function Arrow({ up }: { up: boolean }) {
  return (
    <span
      role="img"
      aria-label={up ? "up" : "down"}
      className="mr-[0.4em] align-[1px] font-mono text-[0.72em] leading-none"
    >
      {up ? "▲" : "▼"}
    </span>
  );
}

function Rejected({ filter, trend, before }: { filter: Filter; trend: Trend; before: readonly TrendBin[] }) {
  const formats = useFormats();
  const { data: reasons } = useQuery(reasonsQuery(filter));
  const count = (bins: readonly TrendBin[]) => bins.reduce((sum, bin) => sum + bin.fail, 0);
  const [attestations, usual] = [count(trend.bins), count(before)];
  const byInstance = filter.unit === "instances";
  const instances = reasons === undefined ? "…" : formats.estimate(reasons.instances, reasons.approximate);
  return (
    <Figure
      className={column}
      label={`${byInstance ? "Instances rejected" : "Rejected"}, ${periodTitle(filter)}`}
      value={byInstance ? instances : formats.count(attestations)}
      sub={
        <>
          {byInstance ? `in ${formats.count(attestations)} attestations` : `from ${instances} instances`}
          {before.length > 0 && `; usual ${formats.count(usual)}`}
        </>
      }
    />
  );
}

function Active({ filter }: { filter: Filter }) {
  const { data } = useQuery(activeInstancesQuery(filter));
  const formats = useFormats();
  const mounted = useMounted();
  const rows: [string, ActiveCount | undefined][] = [
    ["hour", data?.hour],
    ["day", data?.day],
    ["month", data?.month],
  ];
  return (
    <section className={cn("min-w-0", column)}>
      <h2 className="text-body text-ink2">Active instances</h2>
      <table className="mt-1 w-full tabular-nums">
        <tbody>
          {rows.map(([name, active]) => (
            <tr key={name}>
              <th scope="row" className="w-11 text-left font-normal text-ink3">
                {name}
              </th>
              <td
                className="text-right font-semibold text-[15px]"
                title={active && mounted ? `since ${formats.moment(active.from)}` : undefined}
              >
                {active ? formats.estimate(active.instances, active.approximate) : <Skeleton className="h-3 w-16" />}
              </td>
              <td className="whitespace-nowrap pl-2.5 text-right text-ink3">
                {active &&
                  active.instances !== null &&
                  active.before > 0 &&
                  formats.change(active.instances / active.before - 1)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
