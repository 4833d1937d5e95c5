import { sql } from "drizzle-orm";
import type { Database } from "../../drizzle/client";
import { DIMENSIONS } from "../contract/filter";
import { RELEASE_SEPARATOR } from "../contract/history";
import type { CountDimension } from "./by-value";
import { facetText, isFacetDimension } from "./filter-sql";

/** What a facet says in each dimension. */
export type FacetTexts = Readonly<Record<CountDimension, string>>;

const NAMED = DIMENSIONS.filter(isFacetDimension);
/** Equal texts as one string: facets are grouped by them again and again, and one string is compared at a glance. */
const strings = new Map<string, string>();
const known = new WeakMap<Database, Map<number, FacetTexts>>();

/**
 * The texts of facets by id, of `ids` at least. A facet never changes: each is read once in the life of the process, so
 * that no question joins them to its counts.
 */
export async function textsOfFacets(db: Database, ids: readonly number[]): Promise<ReadonlyMap<number, FacetTexts>> {
  const texts = known.get(db) ?? new Map<number, FacetTexts>();
  known.set(db, texts);
  const missing = ids.filter((id) => !texts.has(id));
  if (missing.length === 0) return texts;
  const columns = NAMED.map((dimension) => sql`, ${facetText(dimension)}`);
  const { rows } = await db.execute<{ packed: [id: number, app: string, sdk: string, ...string[]][] | null }>(
    sql`SELECT json_agg(json_build_array(f.id, f.app_version, f.sdk_version${sql.join(columns)})) AS packed
      FROM facets f LEFT JOIN apps a ON a.id = f.app_id WHERE f.id = ANY(${sql.param(missing)}::int[])`,
  );
  for (const [id, version, sdk, ...values] of rows[0]?.packed ?? []) {
    const named = Object.fromEntries(NAMED.map((dimension, index) => [dimension, one(values[index] ?? "")]));
    // Runtime guarantee: NAMED are all dimensions of a facet.
    texts.set(id, { ...(named as FacetTexts), all: "", release: one(`${version}${RELEASE_SEPARATOR}${sdk}`) });
  }
  return texts;
}

function one(text: string): string {
  const found = strings.get(text);
  if (found !== undefined) return found;
  strings.set(text, text);
  return text;
}
