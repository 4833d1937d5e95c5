"use client";
import { useQuery } from "@tanstack/react-query";
import { type Filter, filterToQuery } from "@/lib/contract/filter";
import type { Trend } from "@/lib/contract/metrics";
import { ruleFilterOf } from "@/lib/contract/rule-filter";
import { useMay } from "../account/me";
import { CsvButton } from "../charts/tools";
import { FilterBar } from "../filter/filter-bar";
import { useAddress } from "../filter/use-address";
import { useFilter } from "../filter/use-filter";
import { LiveStatus } from "../frame/live-status";
import { PageHeader } from "../frame/page-header";
import { NothingYet } from "../overview/nothing-yet";
import { periodTitle } from "../overview/period";
import { trendQuery } from "../queries/trend";
import { Button, LinkButton, linkClass, textLinkClass } from "../ui/button";
import { useFormats } from "../ui/format";
import { Held } from "../ui/held";
import { Link } from "../ui/link";
import { Section } from "../ui/section";
import { Failure, Loading } from "../ui/states";
import { Footnote } from "../ui/table";
import { EVENT_CSV_HEAD, eventCsvRow } from "./event-csv";
import { EventTable } from "./event-table";
import { type Tail, useTail } from "./use-tail";

/** Single attestations: a live tail that holds still to be read, and the history below it. */
export function Attestations() {
  const { filter } = useFilter();
  const [query] = useAddress();
  const instance = new URLSearchParams(query).get("instance");
  const tail = useTail(filter, instance);
  const { data: trend } = useQuery(trendQuery(filter));
  return (
    <>
      <PageHeader title="Attestations" status={<LiveStatus state={tail.live} />} testTraffic />
      <FilterBar unit={false} />
      <main id="main" className="pt-5">
        {instance === null ? (
          trend && <Counted trend={trend} filter={filter} />
        ) : (
          <p className="mb-4">
            Only the instance <b className="font-mono text-note">{instance}</b>, {periodTitle(filter)}.{" "}
            <Link className={linkClass} href={`/attestations?${filterToQuery(filter)}`}>
              Show all instances
            </Link>
          </p>
        )}
        <List tail={tail} filter={filter} trend={trend} instance={instance} />
      </main>
    </>
  );
}

function Counted({ trend, filter }: { trend: Trend; filter: Filter }) {
  const formats = useFormats();
  const fail = trend.bins.reduce((sum, bin) => sum + bin.fail, 0);
  const all = trend.bins.reduce((sum, bin) => sum + bin.pass, fail);
  return (
    <p className="mb-4 flex flex-wrap items-baseline gap-x-7 gap-y-1">
      <span className="font-medium tabular-nums text-[28px] tracking-[-0.025em] leading-[34px]">
        {formats.count(all)}
      </span>
      <span className="text-ink2">
        attestations, {periodTitle(filter)}. <b className="text-ink">{formats.count(fail)}</b> rejected,{" "}
        {formats.share(all === 0 ? null : fail / all)}.
      </span>
    </p>
  );
}

function List({
  tail,
  filter,
  trend,
  instance,
}: {
  tail: Tail;
  filter: Filter;
  trend: Trend | undefined;
  instance: string | null;
}) {
  const formats = useFormats();
  const mayExport = useMay("events:export");
  if (tail.error && tail.events.length === 0) return <Failure height={320} error={tail.error} onRetry={tail.retry} />;
  if (tail.events.length === 0) {
    if (tail.loading || trend === undefined) return <Loading height={320} what="Reading attestations" />;
    return (
      <NothingYet
        filter={filter}
        window={trend.window}
        what={instance === null ? "attestations" : "attestations of this instance"}
      />
    );
  }
  return (
    <Section
      title="Newest first"
      unit={
        tail.following ? (
          <>
            live tail <b className="text-ink">on</b>, it holds while you point at it
          </>
        ) : (
          "held still; nothing is lost"
        )
      }
      tools={
        <>
          {tail.live.kind !== "fixed" && (
            <LinkButton onClick={() => (tail.held ? tail.resume() : tail.hold(true))}>
              {tail.held ? "Resume" : "Pause"}
            </LinkButton>
          )}
          <CsvButton name="Attestations shown" head={EVENT_CSV_HEAD} rows={() => tail.events.map(eventCsvRow)} />
        </>
      }
    >
      <Held hold={() => tail.hold(false)} release={tail.release}>
        <EventTable label="Attestations" events={tail.events} />
      </Held>
      {tail.hasOlder && (
        <div className="mt-4">
          <Button onClick={tail.older}>{tail.following ? "Hold and page back" : "Show older"}</Button>
        </div>
      )}
      <Footnote>
        CSV has the {formats.count(tail.events.length)} rows that are shown.
        {mayExport && instance === null && (
          <>
            {" "}
            The{" "}
            <a className={textLinkClass} href={`/api/events/export?${ruleFilterOf(filter)}`} download>
              event export
            </a>{" "}
            has all that is kept and that the filter lets through, whatever its time: JSON lines, oldest first, 10,000 a
            piece and on by cursor.
          </>
        )}
      </Footnote>
    </Section>
  );
}
