"use client";
import type { Filter } from "@/lib/contract/filter";
import type { InstanceRow } from "@/lib/contract/instances";
import { shortInstance } from "../attestations/event-table";
import type { Cell } from "../charts/csv";
import { CsvButton } from "../charts/tools";
import { DropLastChoice, FilterBar } from "../filter/filter-bar";
import { osTitle, useValueTitle } from "../filter/labels";
import { useFilter } from "../filter/use-filter";
import { LiveStatus } from "../frame/live-status";
import { PageHeader } from "../frame/page-header";
import { periodTitle } from "../overview/period";
import { OutcomeGlyph, Reason } from "../signals/glyphs";
import { Button, linkClass } from "../ui/button";
import { Tag } from "../ui/chip";
import { useFormats, useMounted } from "../ui/format";
import { Held } from "../ui/held";
import { Link } from "../ui/link";
import { Section } from "../ui/section";
import { Empty, Failure, Loading } from "../ui/states";
import { Footnote, Table } from "../ui/table";
import { type LiveInstances, useLiveInstances } from "./use-live-instances";

const INSTANCE_CSV_HEAD = [
  "instance",
  "last hour",
  "outcome",
  "reasons",
  "app",
  "app version",
  "sdk",
  "platform",
  "os",
  "model",
  "country",
  "test",
  "enrolled",
  "override",
];

function instanceCsvRow(row: InstanceRow): Cell[] {
  return [
    row.instanceId,
    new Date(row.lastHour).toISOString(),
    row.outcome,
    row.reasons.join(" "),
    row.app ?? "",
    row.appVersion,
    row.sdkVersion,
    row.platform,
    row.osVersion,
    row.model,
    row.country,
    row.test ? "yes" : "no",
    row.enrolledAt === null ? "" : new Date(row.enrolledAt).toISOString(),
    row.override ?? "",
  ];
}

/** Installations that attested in a window, each once, last seen first. */
export function Instances() {
  const { filter } = useFilter();
  const list = useLiveInstances(filter);
  return (
    <>
      <PageHeader title="Instances" status={<LiveStatus state={list.live} />} testTraffic />
      <FilterBar unit={false} />
      <main id="main" className="pt-5">
        <List filter={filter} list={list} />
      </main>
    </>
  );
}

function List({ filter, list }: { filter: Filter; list: LiveInstances }) {
  const { rows } = list;
  if (list.error && !rows) return <Failure height={320} error={list.error} onRetry={list.retry} />;
  if (!rows) return <Loading height={320} what="Reading instances" />;
  if (rows.length === 0 && !list.hasOlder) {
    return (
      <Empty height={320} title={`No instance, ${periodTitle(filter)}`} action={<DropLastChoice />}>
        No installation attested in this time that the filter lets through.
        <Reach from={list.reachesFrom} />
      </Empty>
    );
  }
  return (
    <Section
      title="Last seen first"
      unit={`installations that attested, ${periodTitle(filter)}`}
      tools={<CsvButton name="Instances" head={INSTANCE_CSV_HEAD} rows={() => rows.map(instanceCsvRow)} />}
    >
      <Held hold={list.hold} release={list.release}>
        <InstanceTable rows={rows} />
      </Held>
      {list.hasOlder ? (
        <Button className="mt-4" disabled={list.readingOlder} onClick={list.older}>
          {list.readingOlder ? "Reading older hours" : "Show more"}
        </Button>
      ) : (
        <Footnote>
          These are all, each as it was in the last hour in which it matches the filter.
          <Reach from={list.reachesFrom} />
        </Footnote>
      )}
    </Section>
  );
}

/** Says where the list ends before the time that is asked for. */
function Reach({ from }: { from: number | null }) {
  const formats = useFormats();
  const mounted = useMounted();
  if (from === null || !mounted) return null;
  return <> The list goes back to {formats.moment(from)}: of the time before, only counts are kept.</>;
}

function InstanceTable({ rows }: { rows: readonly InstanceRow[] }) {
  return (
    <Table label="Instances">
      <thead>
        <tr>
          <th scope="col">Instance</th>
          <th scope="col">Last</th>
          <th scope="col">Reasons</th>
          <th scope="col" className="max-phone:hidden">
            App
          </th>
          <th scope="col" className="max-wide:hidden">
            SDK
          </th>
          <th scope="col" className="max-phone:hidden">
            OS
          </th>
          <th scope="col" className="max-phone:hidden">
            Model
          </th>
          <th scope="col">Country</th>
          <th scope="col" className="max-wide:hidden">
            Enrolled
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <InstanceLine key={row.instanceId} row={row} />
        ))}
      </tbody>
    </Table>
  );
}

function InstanceLine({ row }: { row: InstanceRow }) {
  const formats = useFormats();
  const mounted = useMounted();
  const valueTitle = useValueTitle();
  return (
    <tr data-opens>
      <td className="whitespace-nowrap">
        <Link
          href={`/instances/${row.instanceId}`}
          title={row.instanceId}
          className={`${linkClass} font-mono text-note`}
        >
          {shortInstance(row.instanceId)}
        </Link>
      </td>
      <td className="whitespace-nowrap">
        <span className="inline-flex items-center gap-2">
          <OutcomeGlyph outcome={row.outcome} />
          <span className="tabular-nums text-ink2 max-phone:hidden">{mounted ? formats.moment(row.lastHour) : ""}</span>
        </span>
      </td>
      <td>
        <span className="flex flex-wrap items-center gap-x-3.5 gap-y-0.5">
          {row.reasons.map((reason) => (
            <Reason key={reason} reason={reason} />
          ))}
          {row.override && <Tag>{row.override}</Tag>}
          {row.test && <Tag tone="warn">test</Tag>}
        </span>
      </td>
      <td className="whitespace-nowrap max-phone:hidden">{row.appVersion || "–"}</td>
      <td className="whitespace-nowrap max-wide:hidden">{row.sdkVersion || "–"}</td>
      <td className="whitespace-nowrap max-phone:hidden">{osTitle(row.platform, row.osVersion)}</td>
      <td className="max-w-44 truncate max-phone:hidden">{row.model || "–"}</td>
      <td>{valueTitle("country", row.country)}</td>
      <td className="whitespace-nowrap tabular-nums text-ink3! max-wide:hidden">
        {mounted && row.enrolledAt !== null ? formats.day(row.enrolledAt) : "–"}
      </td>
    </tr>
  );
}
