import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import type { Dimension } from "../contract/filter";
import type { FilterValues } from "../contract/metrics";
import { facetText } from "./filter-sql";
import { select } from "./select";

const row = z.object({ value: z.string(), title: z.string().nullable() });
/** More than anybody scrolls; the newest facets win. */
const VALUES_MAX = 2000;

/** The values of an open dimension that were ever seen, versions newest first. */
export async function filterValues(
  db: Database,
  dimension: Exclude<Dimension, "reason" | "outcome">,
  test: boolean,
): Promise<FilterValues> {
  const title = dimension === "app" ? sql`max(a.name)` : sql`NULL::text`;
  const rows = await select(
    db,
    row,
    sql`SELECT ${facetText(dimension)} AS value, ${title} AS title
      FROM facets f LEFT JOIN apps a ON a.id = f.app_id
      WHERE ${test ? sql`true` : sql`NOT f.test`}
      GROUP BY 1 ORDER BY max(f.id) DESC LIMIT ${VALUES_MAX}`,
  );
  const collator = new Intl.Collator("en", { numeric: true });
  const direction = dimension === "version" || dimension === "os" || dimension === "sdk" ? -1 : 1;
  return {
    values: rows
      .sort((a, b) => direction * collator.compare(a.title ?? a.value, b.title ?? b.value))
      .map(({ value, title: name }) => (name === null ? { value } : { value, title: name })),
  };
}
