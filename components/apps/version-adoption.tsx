"use client";
import { useQuery } from "@tanstack/react-query";
import type { App } from "@/lib/contract/admin/apps";
import { ADOPTION_RANGES, type VersionAdoption } from "@/lib/contract/version-adoption";
import { ShareLines } from "../charts/share-lines";
import { CsvButton, TableToggle } from "../charts/tools";
import { useAsTable, useViewParameter } from "../filter/use-view-parameter";
import { appAdoptionQuery } from "../queries/app-activity";
import { useFormats } from "../ui/format";
import { Section } from "../ui/section";
import { Segmented } from "../ui/segmented";
import { Empty, Failure, Loading } from "../ui/states";
import { Table } from "../ui/table";

const RANGES = ADOPTION_RANGES.map((value) => ({ value, label: value.replace("d", " d") }));
const TITLE = "Adoption of versions";
const OTHERS = "others";

/** How the releases of an app took over from each other: the share of its attestations that each had, day by day. */
export function VersionAdoptionSection({ app, test }: { app: App; test: boolean }) {
  const [range, setRange] = useViewParameter("days", ADOPTION_RANGES);
  const [asTable, setAsTable] = useAsTable();
  const { data, error, refetch } = useQuery(appAdoptionQuery(app, test, range));
  const table = data && tableOf(data);
  return (
    <Section
      title={TITLE}
      unit="share of a day’s attestations (UTC), by app version"
      className="wide:col-span-12!"
      tools={
        <>
          <Segmented label="Time" value={range} options={RANGES} onChange={setRange} className="phone:-my-1" />
          <TableToggle shown={asTable} onChange={setAsTable} of={TITLE} />
          <CsvButton
            name={`${app.name} versions`}
            head={["day", ...(table?.titles ?? [])]}
            rows={() => table?.rows.map(({ day, counts }) => [day, ...counts]) ?? []}
          />
        </>
      }
    >
      {error && !data ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : !table ? (
        <Loading height={260} what="Reading versions" />
      ) : table.rows.every(({ all }) => all === 0) ? (
        <Empty height={180} title="Nothing attested in this time">
          The curve starts with the first attestation of a registered build.
        </Empty>
      ) : asTable ? (
        <AdoptionTable {...table} />
      ) : (
        <ShareLines
          label={labelOf(table)}
          starts={table.rows.map(({ at }) => at)}
          lines={table.titles.map((title, index) => ({
            id: title,
            title,
            shares: table.rows.map(({ counts, all }) => (all === 0 ? null : (counts[index] ?? 0) / all)),
          }))}
        />
      )}
    </Section>
  );
}

interface DayRow {
  readonly at: number;
  /** `2026-11-19`, a day of UTC. */
  readonly day: string;
  /** Attestations of each version, in the order of the titles. */
  readonly counts: readonly number[];
  readonly all: number;
}

interface AdoptionRows {
  readonly titles: readonly string[];
  /** Oldest day first. */
  readonly rows: readonly DayRow[];
}

function tableOf({ window, versions }: VersionAdoption): AdoptionRows {
  const days = Math.round((window.to - window.from) / (window.stepSeconds * 1000));
  const rows = Array.from({ length: days }, (_, place) => {
    const at = window.from + place * window.stepSeconds * 1000;
    const counts = versions.map((one) => one.days[place] ?? 0);
    return { at, day: new Date(at).toISOString().slice(0, 10), counts, all: counts.reduce((sum, n) => sum + n, 0) };
  });
  return { titles: versions.map(({ version }) => version ?? OTHERS), rows };
}

/** The finding in words: the newest version and its share of the last day that has any. */
function labelOf({ titles, rows }: AdoptionRows): string {
  const last = rows.findLast(({ all }) => all > 0);
  const share = last === undefined ? 0 : Math.round(((last.counts[0] ?? 0) / last.all) * 100);
  return `${TITLE}: ${titles[0] ?? OTHERS} has ${share} % of the attestations of ${last?.day ?? "no day"}`;
}

function AdoptionTable({ titles, rows }: AdoptionRows) {
  const formats = useFormats();
  return (
    <Table label={TITLE}>
      <thead>
        <tr>
          <th scope="col">Day (UTC)</th>
          {titles.map((title) => (
            <th key={title} scope="col" className="num">
              {title}
            </th>
          ))}
          <th scope="col" className="num">
            All
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.toReversed().map(({ day, counts, all }) => (
          <tr key={day}>
            <td className="whitespace-nowrap">{day}</td>
            {counts.map((count, index) => (
              <td key={titles[index]} className="num">
                {formats.share(all === 0 ? null : count / all)}
              </td>
            ))}
            <td className="num font-semibold">{formats.count(all)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
