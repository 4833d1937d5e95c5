import type { Database } from "../../drizzle/client";
import {
  CHANGE_DIMENSIONS,
  type ChangeBaseline,
  type ChangeDimension,
  type ChangeRow,
  type Changes,
} from "../contract/changes";
import type { Filter } from "../contract/filter";
import type { FirstReason, TimeWindow } from "../contract/metrics";
import { countByFacet, countByValue, type FacetCount, ofDimension, sumByValue, type ValueCount } from "./by-value";
import { isCovered } from "./coverage";
import { resolveFacets } from "./filter-sql";
import { excessOf, explanationOf, type Lift, liftOf, type Rate } from "./lift";
import { justBefore, timeWindow, weekBefore } from "./time-window";

const ROWS_MAX = 10;
const COMPARED = ["all", ...CHANGE_DIMENSIONS] as const;
/** A rise worth a row: the least that its factor can be, and the refusals it takes. */
const LOW_MIN = 1.2;
const REFUSED_MIN = 5;
/** A dimension with one value says nothing that the whole does not say. */
const VALUES_MIN = 2;
/** Rows that others may follow from. */
const CAUSES_MAX = 3;
/** A row follows from causes that explain this part of its own rise. */
const EXPLAINED_MIN = 0.7;

/** Rates by value for one dimension after another, now and before. */
interface Compared {
  readonly dimension: ChangeDimension;
  readonly value: string;
  readonly now: Rate;
  readonly before: Rate;
}

/**
 * The values that are surely refused more often than before (the lower end of the confidence interval of their lift
 * decides), those that explain most of the rise first. `reason` looks at refusals for that first reason only.
 */
export async function changes(
  db: Database,
  filter: Filter,
  now: Date,
  { baseline, reason }: { baseline: ChangeBaseline; reason?: FirstReason | undefined },
): Promise<Changes> {
  const window = timeWindow(filter, now);
  const before = baseline === "week" ? weekBefore(window) : justBefore(window);
  const comparable = await isCovered(db, before);
  const compared = await compare(db, filter, { window, before, comparable });
  const { all, values } = compared;
  const [current, previous] = [rateOf(all.now, reason), rateOf(all.before, reason)];
  const rows = comparable ? ranked(values(reason, VALUES_MIN), current, previous) : [];
  const explained = explain(rows, (cause) => compared.within(cause)?.values(reason, 1) ?? [], previous);
  return {
    window,
    before,
    baseline,
    comparable,
    refused: current.refused,
    attempts: current.attempts,
    refusedBefore: previous.refused,
    attemptsBefore: previous.attempts,
    rows: explained,
  };
}

interface Windows {
  readonly window: TimeWindow;
  readonly before: TimeWindow;
  readonly comparable: boolean;
}

interface Comparison {
  readonly all: { readonly now: readonly ValueCount[]; readonly before: readonly ValueCount[] };
  /** Rates by value of every dimension that has `least` values now. */
  values(reason: FirstReason | undefined, least: number): Compared[];
  /** The same of what has the value of a cause; null where nothing is compared. */
  within(cause: ChangeRow): Comparison | null;
}

/** Read by facet, once for all that follows. What is compared with nothing needs no causes: counts by value will do. */
async function compare(db: Database, filter: Filter, { window, before, comparable }: Windows): Promise<Comparison> {
  const question = { filter, facets: await resolveFacets(db, filter) };
  if (!comparable) {
    const now = await countByValue(db, { ...question, window }, ["all"]);
    return { all: { now: ofDimension(now, "all"), before: [] }, values: () => [], within: () => null };
  }
  return compareFacets(
    await Promise.all([countByFacet(db, { ...question, window }), countByFacet(db, { ...question, window: before })]),
  );
}

function compareFacets([now, then]: readonly [now: readonly FacetCount[], then: readonly FacetCount[]]): Comparison {
  const [valuesNow, valuesThen] = [sumByValue(now, COMPARED), sumByValue(then, COMPARED)];
  return {
    all: { now: ofDimension(valuesNow, "all"), before: ofDimension(valuesThen, "all") },
    values: (reason, least) =>
      CHANGE_DIMENSIONS.flatMap((dimension) => compareDimension(dimension, valuesNow, valuesThen, { reason, least })),
    within({ dimension, value }) {
      const alike = ({ texts }: FacetCount) => texts[dimension] === value;
      return compareFacets([now.filter(alike), then.filter(alike)]);
    },
  };
}

function compareDimension(
  dimension: ChangeDimension,
  now: readonly ValueCount[],
  then: readonly ValueCount[],
  { reason, least }: { reason: FirstReason | undefined; least: number },
): Compared[] {
  const [current, before] = [byValue(ofDimension(now, dimension)), byValue(ofDimension(then, dimension))];
  if (current.size < least) return [];
  return [...current].map(([value, counts]) => ({
    dimension,
    value,
    now: rateOf(counts, reason),
    before: rateOf(before.get(value) ?? [], reason),
  }));
}

function byValue(counts: readonly ValueCount[]): Map<string, ValueCount[]> {
  const found = new Map<string, ValueCount[]>();
  for (const count of counts) {
    const known = found.get(count.value);
    if (known === undefined) found.set(count.value, [count]);
    else known.push(count);
  }
  return found;
}

function rateOf(counts: readonly ValueCount[], only: FirstReason | undefined): Rate {
  let [refused, attempts] = [0, 0];
  for (const { reason, n } of counts) {
    attempts += n;
    if (reason !== null && (only === undefined || reason === only)) refused += n;
  }
  return { refused, attempts };
}

function ranked(values: readonly Compared[], current: Rate, previous: Rate): (ChangeRow & { own: Compared })[] {
  const rise = excessOf(current, previous);
  return values
    .map((own) => ({ own, lift: liftOf(own.now, own.before, previous) }))
    .filter(({ own, lift }) => lift.low >= LOW_MIN && own.now.refused >= REFUSED_MIN)
    .map(({ own, lift }) => ({
      row: rowOf(own, lift, rise, previous),
      explains: explanationOf(own.now, usualOf(own, previous), { now: current, before: previous }),
    }))
    .sort((a, b) => b.explains - a.explains || b.row.refused - a.row.refused)
    .slice(0, ROWS_MAX)
    .map(({ row }) => row);
}

function rowOf(own: Compared, lift: Lift, rise: number, previous: Rate): ChangeRow & { own: Compared } {
  const usual = usualOf(own, previous);
  return {
    own,
    dimension: own.dimension,
    value: own.value,
    refused: own.now.refused,
    attempts: own.now.attempts,
    refusedBefore: own.before.refused,
    attemptsBefore: own.before.attempts,
    lift: lift.factor,
    low: lift.low,
    high: lift.high,
    share: rise <= 0 ? 0 : Math.min(1, Math.max(0, excessOf(own.now, usual) / rise)),
    follows: null,
  };
}

/** The rate of before; everybody's for a value that was not seen then. */
function usualOf({ before }: Compared, everybody: Rate): Rate {
  return before.attempts === 0 ? everybody : before;
}

/** How much of a row's excess the causes so far explain, and which of them most. */
interface Tally {
  explained: number;
  most: number;
  cause: ChangeRow | null;
  /** Whether that one covers the very same attestations. */
  same: boolean;
}

/**
 * Marks the rows that follow from others. The first row is a cause; a row most of whose excess lies within the causes so
 * far follows from the one that holds most of it; of the rest, the first is the next cause.
 */
function explain(
  rows: readonly (ChangeRow & { own: Compared })[],
  within: (cause: ChangeRow) => readonly Compared[],
  previous: Rate,
): ChangeRow[] {
  const tallies = new Map<(typeof rows)[number], Tally>(
    rows.map((row) => [row, { explained: 0, most: 0, cause: null, same: false }]),
  );
  const isExplained = (row: (typeof rows)[number]) => (tallies.get(row)?.explained ?? 0) >= EXPLAINED_MIN;
  for (let causes = 0; causes < CAUSES_MAX; causes++) {
    const open = rows.filter((row) => !isExplained(row));
    const cause = open[causes];
    if (cause === undefined || open.length <= causes + 1) break;
    const others = open.slice(causes + 1);
    const shared = within(cause);
    for (const row of others) {
      const tally = tallies.get(row);
      const common = shared.find((one) => one.dimension === row.dimension && one.value === row.value);
      if (tally === undefined || common === undefined) continue;
      const part = explainedPart(row.own, common, previous);
      tally.explained += part;
      const same = isSame(row.own, common) && isSame(cause.own, common);
      if (part > tally.most || same) Object.assign(tally, { most: Math.max(part, tally.most), cause, same });
    }
  }
  return rows.map((row) => {
    const { own: _own, ...shown } = row;
    const { cause = null, same = false } = (isExplained(row) && tallies.get(row)) || {};
    return { ...shown, follows: cause === null ? null : { dimension: cause.dimension, value: cause.value, same } };
  });
}

/** Whether a value and what it has in common with another are the same attestations. */
function isSame(own: Compared, common: Compared): boolean {
  return own.now.attempts === common.now.attempts && own.before.attempts === common.before.attempts;
}

/** The part of a row's excess that lies in what it has in common with a cause, 0 to 1. */
function explainedPart(own: Compared, common: Compared, previous: Rate): number {
  const usual = usualOf(own, previous);
  const inCommon = excessOf(common.now, common.before.attempts === 0 ? usual : common.before);
  return Math.min(1, Math.max(0, inCommon / excessOf(own.now, usual)));
}
