import { type SQL, sql } from "drizzle-orm";
import type { Filter } from "../contract/filter";
import { type FacetIds, facetCondition, outcomeCondition } from "./filter-sql";
import { instant } from "./sql-time";
import { floor } from "./time-window";

const HOUR_MS = 3_600_000;

/** Conditions on instance_hours for the hours that a stretch of time touches. */
export function instanceHours(filter: Filter, facets: FacetIds, from: number, to: number): SQL {
  return sql`bucket >= ${instant(floor(from, HOUR_MS))} AND bucket < ${instant(to)}
    AND ${facetCondition(facets)} AND ${outcomeCondition(filter)}`;
}
