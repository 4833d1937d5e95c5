"use client";
import { useQuery } from "@tanstack/react-query";
import type { ChangeBaseline, ChangeRow, Changes } from "@/lib/contract/changes";
import { type Filter, filterToQuery, UNKNOWN_VALUE } from "@/lib/contract/filter";
import { isSignal } from "@/lib/contract/signals";
import { CsvButton } from "../charts/tools";
import { narrowTo, rejectedOnly } from "../filter/change";
import { DIMENSION_TITLES, useValueTitle } from "../filter/labels";
import { useFilter } from "../filter/use-filter";
import { useViewParameter } from "../filter/use-view-parameter";
import { changesQuery } from "../queries/changes";
import { LinkButton, linkClass } from "../ui/button";
import { cn } from "../ui/class-names";
import { useFormats } from "../ui/format";
import { Link } from "../ui/link";
import { Section } from "../ui/section";
import { Segmented } from "../ui/segmented";
import { Failure, Loading } from "../ui/states";
import { Footnote, Table } from "../ui/table";
import { LiftAxis, LiftMark } from "./lift-mark";

const BASELINES = [
  { value: "week", label: "One week before" },
  { value: "previous", label: "The time before" },
] as const;
const BASELINE_IDS = ["week", "previous"] as const;
const BASELINE_WORDS: Readonly<Record<ChangeBaseline, string>> = {
  week: "one week before",
  previous: "the time just before",
};

/** Which values explain a rise: each with its lift, how sure that is, and what it follows from. */
export function ChangesSection({ filter }: { filter: Filter }) {
  const [baseline, setBaseline] = useViewParameter("against", BASELINE_IDS);
  const [only, second] = filter.include.reason ?? [];
  const first = only !== undefined && second === undefined && isSignal(only) ? only : null;
  const { data, error, refetch } = useQuery(changesQuery(withPasses(filter), baseline, first));
  return (
    <Section
      title="What changed"
      unit={`rejections${first === null ? "" : ` for ${first}`} against ${BASELINE_WORDS[baseline]}`}
      tools={
        <>
          <Segmented
            label="Compare with"
            value={baseline}
            options={BASELINES}
            onChange={setBaseline}
            className="phone:-my-1"
          />
          <CsvButton name="What changed" head={CSV_HEAD} rows={() => csvRows(data)} />
        </>
      }
    >
      {error && !data ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Ranking changes={data} filter={filter} />
      ) : (
        <Loading height={220} what="Comparing" />
      )}
    </Section>
  );
}

/** Rates need the passes too: the filter without what it says of outcome and reason. */
export function withPasses(filter: Filter): Filter {
  const { reason: _reason, outcome: _outcome, ...include } = filter.include;
  const { reason: _notReason, outcome: _notOutcome, ...exclude } = filter.exclude;
  return { ...filter, include, exclude };
}

const CSV_HEAD = ["dimension", "value", "rejected", "attestations", "rejected before", "attestations before"].concat([
  "lift",
  "low",
  "high",
  "share of the rise",
]);

function csvRows(changes: Changes | undefined) {
  return (changes?.rows ?? []).map((row) => [
    row.dimension,
    row.value,
    row.refused,
    row.attempts,
    row.refusedBefore,
    row.attemptsBefore,
    row.lift,
    row.low,
    row.high,
    row.share,
  ]);
}

function Ranking({ changes, filter }: { changes: Changes; filter: Filter }) {
  if (!changes.comparable) return <p className="text-ink2">History does not go back far enough to compare.</p>;
  if (changes.rows.length === 0)
    return <p className="text-ink2">Nothing is rejected more often than before, beyond chance.</p>;
  return (
    <>
      <Table label="What changed">
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col" className="num">
              Rejected
            </th>
            <th scope="col" className="num max-phone:hidden">
              Before
            </th>
            <th scope="col" className="num max-phone:hidden">
              Rate
            </th>
            <th scope="col" className="num">
              Lift
            </th>
            <th scope="col" className="w-56 max-phone:hidden">
              <LiftAxis />
            </th>
            <th scope="col" className="num max-wide:hidden">
              Of the rise
            </th>
            <th scope="col">Affected</th>
          </tr>
        </thead>
        <tbody>
          {changes.rows.map((row) => (
            <ChangeLine key={`${row.dimension} ${row.value}`} row={row} filter={filter} />
          ))}
        </tbody>
      </Table>
      <Footnote>
        Lift is the rate of rejection now over before, with its 95 % interval. What explains most of the rise comes
        first; hollow ones follow from the one that they name. Of two that cover the same attestations, either may be
        the cause.
      </Footnote>
    </>
  );
}

function ChangeLine({ row, filter }: { row: ChangeRow; filter: Filter }) {
  const { setFilter } = useFilter();
  const formats = useFormats();
  const valueTitle = useValueTitle();
  const { dimension, value, follows } = row;
  const narrowed = narrowTo(filter, dimension, value === "" ? UNKNOWN_VALUE : value);
  const rate = row.attempts === 0 ? null : row.refused / row.attempts;
  const title = valueTitle(dimension, value);
  return (
    <tr>
      <td>
        <span className="text-ink3">{DIMENSION_TITLES[dimension]} </span>
        <LinkButton onClick={() => setFilter(narrowed)} className={follows === null ? "font-semibold" : ""}>
          {title}
        </LinkButton>
        {follows !== null && (
          <span className="block text-ink3 text-note">
            {follows.same ? "the same attestations as" : "follows from"} {valueTitle(follows.dimension, follows.value)}
          </span>
        )}
      </td>
      <td className="num font-semibold">{formats.count(row.refused)}</td>
      <td className="num text-ink2 max-phone:hidden">{formats.count(row.refusedBefore)}</td>
      <td className="num text-ink2 max-phone:hidden">{formats.share(rate)}</td>
      <td className={cn("num", follows === null && "font-semibold")}>
        {row.refusedBefore === 0 ? "new" : formats.factor(row.lift)}
      </td>
      <td className="max-phone:hidden">
        <LiftMark row={row} />
      </td>
      <td className="num text-ink2 max-wide:hidden">{formats.share(row.share)}</td>
      <td className="whitespace-nowrap">
        <Link className={linkClass} href={`/instances?${filterToQuery(rejectedOnly(narrowed))}`}>
          Instances<span className="sr-only"> rejected with {title}</span>
        </Link>
      </td>
    </tr>
  );
}
