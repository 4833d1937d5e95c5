import type { Database } from "../../drizzle/client";
import type { Filter, MatrixDimension } from "../contract/filter";
import type { FirstReason, ReasonMatrix } from "../contract/metrics";
import { add, countByValue, type ValueCount } from "./by-value";
import { resolveFacets } from "./filter-sql";
import { countBefore } from "./reasons";
import { timeWindow } from "./time-window";

const COLUMNS_MAX = 7;
const ROWS_MAX = 12;

/** Refusals by first reason and version, country or model, as a rate, each cell with its own usual. */
export async function reasonMatrix(
  db: Database,
  filter: Filter,
  now: Date,
  dimension: MatrixDimension,
): Promise<ReasonMatrix> {
  const window = timeWindow(filter, now);
  const facets = await resolveFacets(db, filter);
  const [current, before] = await Promise.all([
    countByValue(db, { filter, facets, window }, [dimension]),
    countBefore(db, { filter, facets, window }, [dimension]),
  ]);
  const [now_, then] = [tally(current), tally(before)];
  const columns = largest(now_.attempts, COLUMNS_MAX);
  const rows = largest(now_.reasons, ROWS_MAX).map(([reason]) => ({
    reason,
    cells: columns.map(([value, attempts]) => {
      const refused = now_.cells.get(`${reason} ${value}`) ?? 0;
      const attemptsThen = then.attempts.get(value) ?? 0;
      return {
        refused,
        perThousand: (refused / attempts) * 1000,
        perThousandBefore:
          attemptsThen === 0 ? null : ((then.cells.get(`${reason} ${value}`) ?? 0) / attemptsThen) * 1000,
      };
    }),
  }));
  return { window, dimension, columns: columns.map(([value, attestations]) => ({ value, attestations })), rows };
}

function tally(counts: readonly ValueCount[]) {
  const attempts = new Map<string, number>();
  const reasons = new Map<FirstReason, number>();
  const cells = new Map<string, number>();
  for (const { value, reason, n } of counts) {
    add(attempts, value, n);
    if (reason === null) continue;
    add(reasons, reason, n);
    add(cells, `${reason} ${value}`, n);
  }
  return { attempts, reasons, cells };
}

function largest<K>(sums: ReadonlyMap<K, number>, most: number): [K, number][] {
  return [...sums].sort((a, b) => b[1] - a[1]).slice(0, most);
}
