import type { Database } from "../../drizzle/client";
import {
  CHANGE_DIMENSIONS,
  type ChangeBaseline,
  type ChangeDimension,
  type ChangeRow,
  type Changes,
} from "../contract/changes";
import type { Filter } from "../contract/filter";
import type { FirstReason } from "../contract/metrics";
import { countByFacet, countByValue, type FacetCount, type ValueCount } from "./by-value";
import { isCovered } from "./coverage";
import type { FacetTexts } from "./facet-texts";
import { resolveFacets } from "./filter-sql";
import { excessOf, explanationOf, type Lift, liftOf, type Rate } from "./lift";
import { momentaryBy } from "./momentary";
import type { Question } from "./rollup-source";
import { justBefore, timeWindow, weekBefore } from "./time-window";

const ROWS_MAX = 10;
/** A rise worth a row: the least that its factor can be, and the refusals it takes. */
const LOW_MIN = 1.2;
const REFUSED_MIN = 5;
/** A dimension with one value says nothing that the whole does not say. */
const VALUES_MIN = 2;
/** Rows that others may follow from. */
const CAUSES_MAX = 3;
/** A row follows from causes that explain this part of its own rise. */
const EXPLAINED_MIN = 0.7;

const NOTHING: Rate = { refused: 0, attempts: 0 };

interface Rates {
  readonly now: Rate;
  readonly before: Rate;
}

/** Rates by value for one dimension after another, now and before. */
interface Compared extends Rates {
  readonly dimension: ChangeDimension;
  readonly value: string;
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
  const question = { filter, facets: await resolveFacets(db, filter) };
  if (!comparable) {
    // What is compared with nothing needs no causes: counts by value will do.
    const current = rateOf(await countByValue(db, { ...question, window }, ["all"]), reason);
    return { window, before, baseline, comparable, ...totals(current, NOTHING), rows: [] };
  }
  const [counts, countsBefore] = await Promise.all([
    countByFacet(db, { ...question, window }),
    countPast(db, { ...question, window: before }),
  ]);
  const facets = ratesByFacet({ now: counts, before: countsBefore }, reason);
  const { now: current, before: previous } = ratesOf(facets);
  const rows = ranked(ratesByValue(facets), current, previous);
  const explained = explain(rows, facets, previous);
  return { window, before, baseline, comparable, ...totals(current, previous), rows: explained };
}

/** A page that is live asks again and again against the same past, in which next to nothing happens any more. */
const countPast = momentaryBy(
  {
    keyOf: ({ filter: { include, exclude, test }, window: { from, to } }: Question) =>
      JSON.stringify([include, exclude, test, from, to]),
    keptMs: 60_000,
    keptMax: 20,
  },
  countByFacet,
);

function totals(current: Rate, previous: Rate) {
  return {
    refused: current.refused,
    attempts: current.attempts,
    refusedBefore: previous.refused,
    attemptsBefore: previous.attempts,
  };
}

interface FacetRates {
  readonly texts: FacetTexts;
  readonly now: Sum;
  readonly before: Sum;
}

/** Everything that is asked afterwards is summed from these: a facet is one object, whatever it was refused for. */
function ratesByFacet(
  { now, before }: { readonly now: readonly FacetCount[]; readonly before: readonly FacetCount[] },
  reason: FirstReason | undefined,
): FacetRates[] {
  const rates = new Map<number, FacetRates>();
  const of = ({ facetId, texts }: FacetCount) => {
    let known = rates.get(facetId);
    if (known === undefined) {
      known = { texts, ...noRates() };
      rates.set(facetId, known);
    }
    return known;
  };
  for (const count of now) addTo(of(count).now, count, reason);
  for (const count of before) addTo(of(count).before, count, reason);
  return [...rates.values()];
}

/** Rates by value, of every dimension that has several now. O(facets) for each. */
function ratesByValue(facets: readonly FacetRates[]): Compared[] {
  return CHANGE_DIMENSIONS.flatMap((dimension) => {
    const values = new Map<string, Sums>();
    for (const facet of facets) {
      const value = facet.texts[dimension];
      let sums = values.get(value);
      if (sums === undefined) {
        sums = noRates();
        values.set(value, sums);
      }
      addRates(sums, facet);
    }
    const compared = [...values].map(([value, sums]) => ({ dimension, value, ...sums }));
    const seen = compared.filter(({ now }) => now.attempts > 0);
    return seen.length < VALUES_MIN ? [] : seen;
  });
}

function ratesOf(facets: readonly FacetRates[]): Rates {
  const sums = noRates();
  for (const facet of facets) addRates(sums, facet);
  return sums;
}

interface Sums {
  readonly now: Sum;
  readonly before: Sum;
}

function noRates(): Sums {
  return { now: { ...NOTHING }, before: { ...NOTHING } };
}

function addRates({ now, before }: Sums, facet: FacetRates): void {
  now.refused += facet.now.refused;
  now.attempts += facet.now.attempts;
  before.refused += facet.before.refused;
  before.attempts += facet.before.attempts;
}

type Counted = Pick<ValueCount, "reason" | "n">;
type Sum = { -readonly [K in keyof Rate]: Rate[K] };

function rateOf(counts: readonly Counted[], only: FirstReason | undefined): Rate {
  const sum: Sum = { ...NOTHING };
  for (const count of counts) addTo(sum, count, only);
  return sum;
}

function addTo(sum: Sum, { reason, n }: Counted, only: FirstReason | undefined): void {
  sum.attempts += n;
  if (reason !== null && (only === undefined || reason === only)) sum.refused += n;
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
function usualOf({ before }: Rates, everybody: Rate): Rate {
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
  facets: readonly FacetRates[],
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
    const ofCause = facets.filter(({ texts }) => texts[cause.dimension] === cause.value);
    for (const row of others) {
      const tally = tallies.get(row);
      const common = ratesOf(ofCause.filter(({ texts }) => texts[row.dimension] === row.value));
      if (tally === undefined || common.now.attempts === 0) continue;
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
function isSame(own: Rates, common: Rates): boolean {
  return own.now.attempts === common.now.attempts && own.before.attempts === common.before.attempts;
}

/** The part of a row's excess that lies in what it has in common with a cause, 0 to 1. */
function explainedPart(own: Rates, common: Rates, previous: Rate): number {
  const usual = usualOf(own, previous);
  const excess = excessOf(common.now, common.before.attempts === 0 ? usual : common.before);
  return Math.min(1, Math.max(0, excess / excessOf(own.now, usual)));
}
