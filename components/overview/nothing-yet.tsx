"use client";
import { useQuery } from "@tanstack/react-query";
import type { Filter } from "@/lib/contract/filter";
import type { TimeWindow } from "@/lib/contract/metrics";
import { choices } from "../filter/change";
import { DropLastChoice } from "../filter/filter-bar";
import { useFilter } from "../filter/use-filter";
import { setupStateQuery } from "../queries/setup-state";
import { trendQuery } from "../queries/trend";
import { Button } from "../ui/button";
import { type Formats, useFormats, useMounted } from "../ui/format";
import { Link } from "../ui/link";
import { Empty } from "../ui/states";

/** An empty view: what was looked for, what is there instead, one way out. */
export function NothingYet({
  filter,
  window,
  what = "attestations",
}: {
  filter: Filter;
  window: TimeWindow;
  what?: string;
}) {
  const formats = useFormats();
  const mounted = useMounted();
  const { setFilter } = useFilter();
  const { data: setup } = useQuery(setupStateQuery);
  const { data: withTest } = useQuery({ ...trendQuery({ ...filter, test: true }), enabled: !filter.test });
  const hidden = withTest?.bins.reduce((sum, bin) => sum + bin.pass + bin.fail, 0) ?? 0;
  const narrowed = choices(filter).length > 0;
  const period = mounted ? between(formats, window.from, Math.min(window.to, Date.now())) : "in this time";
  if (setup && !setup.attestation.done) {
    return (
      <Empty
        height={360}
        title="Nothing has been received yet"
        action={
          <Button asChild size="small" kind="primary">
            <Link href="/get-started">Receive a first attestation</Link>
          </Button>
        }
      >
        Register an app, then start simulated phones or your own.
      </Empty>
    );
  }
  if (hidden > 0 && !filter.test) {
    return (
      <Empty
        height={360}
        title={`No ${what} ${period}, but test traffic`}
        action={
          <Button size="small" onClick={() => setFilter({ ...filter, test: true })}>
            Show test traffic
          </Button>
        }
      >
        {formats.count(hidden)} attestations of simulated phones or under test roots came in.
      </Empty>
    );
  }
  return (
    <Empty
      height={360}
      title={`No ${what} ${period}`}
      action={
        narrowed ? (
          <DropLastChoice />
        ) : (
          <Button size="small" onClick={() => setFilter({ ...filter, range: "7d" })}>
            Show the last 7 days
          </Button>
        )
      }
    >
      {narrowed ? "Nothing matches this filter." : "Phones attest about every five minutes while the app is in use."}
    </Empty>
  );
}

/** `between 07:41 and 08:40`; with days where they differ. */
function between(formats: Formats, from: number, to: number): string {
  const oneDay = formats.day(from) === formats.day(to);
  const [start, end] = oneDay ? [formats.clock(from), formats.clock(to)] : [formats.moment(from), formats.moment(to)];
  return `between ${start} and ${end}`;
}
