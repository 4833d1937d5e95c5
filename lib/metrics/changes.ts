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
import { countByValue, ofDimension, type ValueCount } from "./by-value";
import { isCovered } from "./coverage";
import { resolveFacets } from "./filter-sql";
import { excessOf, explanationOf, type Lift, liftOf, type Rate } from "./lift";
import { justBefore, timeWindow, weekBefore } from "./time-window";

const ROWS_MAX = 10;
/** A rise worth a row: the least that its factor can be, and the refusals it takes. */
const LOW_MIN = 1.2;
const REFUSED_MIN = 5;
/** Rows that others may follow from; each takes a question of its own. */
const CAUSES_MAX = 3;
/** A row follows from a cause when most of its own rise is gone without what they share. */
const LEFT_MAX = 0.25;

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
  const read = (asked: Filter) => compare(db, asked, window, before, comparable);
  const { all, values } = await read(filter);
  const [current, previous] = [rateOf(all.now, reason), rateOf(all.before, reason)];
  const rows = comparable ? ranked(values(reason), current, previous) : [];
  const explained = await explain(
    rows,
    (cause) => read(narrowed(filter, cause)).then((of) => of.values(reason)),
    previous,
  );
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

async function compare(db: Database, filter: Filter, window: TimeWindow, before: TimeWindow, comparable: boolean) {
  const facets = await resolveFacets(db, filter);
  const dimensions = ["all", ...CHANGE_DIMENSIONS] as const;
  const [now, then] = await Promise.all([
    countByValue(db, { filter, facets, window }, dimensions),
    comparable ? countByValue(db, { filter, facets, window: before }, dimensions) : [],
  ]);
  return {
    all: { now: ofDimension(now, "all"), before: ofDimension(then, "all") },
    values: (reason: FirstReason | undefined) =>
      CHANGE_DIMENSIONS.flatMap((dimension) => compareDimension(dimension, now, then, reason)),
  };
}

function compareDimension(
  dimension: ChangeDimension,
  now: readonly ValueCount[],
  then: readonly ValueCount[],
  reason: FirstReason | undefined,
): Compared[] {
  const [current, before] = [byValue(ofDimension(now, dimension)), byValue(ofDimension(then, dimension))];
  // A dimension with one value says nothing that the whole does not say.
  if (current.size < 2) return [];
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

function without(whole: Rate, part: Rate): Rate {
  return { refused: whole.refused - part.refused, attempts: whole.attempts - part.attempts };
}

/**
 * Marks the rows that follow from another. The surest rise is a cause; a row whose own excess lies mostly within a cause
 * follows from it; of the rest, the surest is the next cause.
 */
async function explain(
  rows: readonly (ChangeRow & { own: Compared })[],
  within: (cause: ChangeRow) => Promise<Compared[]>,
  previous: Rate,
): Promise<ChangeRow[]> {
  const followed = new Map<ChangeRow, ChangeRow>();
  const open = () => rows.filter((row) => !followed.has(row));
  for (let causes = 0; causes < CAUSES_MAX; causes++) {
    const cause = open()[causes];
    if (cause === undefined || open().length <= causes + 1) break;
    const shared = await within(cause);
    for (const row of open().slice(causes + 1)) {
      const common = shared.find((one) => one.dimension === row.dimension && one.value === row.value);
      if (common !== undefined && leftWithout(row.own, common, previous) <= LEFT_MAX) followed.set(row, cause);
    }
  }
  return rows.map(({ own: _own, ...row }) => {
    const cause = [...followed].find(([one]) => one.dimension === row.dimension && one.value === row.value)?.[1];
    return { ...row, follows: cause === undefined ? null : { dimension: cause.dimension, value: cause.value } };
  });
}

/** The share of a row's excess that is left when what it has in common with the cause is taken away. */
function leftWithout(own: Compared, common: Compared, previous: Rate): number {
  const usual = usualOf(own, previous);
  const shared = own.before.attempts === 0 ? NOTHING : common.before;
  const left = excessOf(without(own.now, common.now), without(usual, shared));
  return left / excessOf(own.now, usual);
}

const NOTHING: Rate = { refused: 0, attempts: 0 };

/** The filter narrowed to a cause, whatever it said about that dimension. */
function narrowed(filter: Filter, { dimension, value }: ChangeRow): Filter {
  const { [dimension]: _, ...exclude } = filter.exclude;
  return { ...filter, include: { ...filter.include, [dimension]: [value] }, exclude };
}
