import { type SQL, sql } from "drizzle-orm";
import { type Parts, partColumns } from "../contract/history";
import type { Piece } from "./pieces";
import { instant } from "./sql-time";

export type KeyColumn = "bucket" | "facet_id" | "app_version" | "dimension" | "value" | (typeof JUDGED)[number];

/** What an attempt came to. */
export const JUDGED = ["outcome", "reasons", "first_reason"] as const;

/**
 * The rows of a piece with `key, n`. Where rows carry finer counts and the piece is of those, each becomes a row of its
 * own if the key tells when, and else they are summed. Counts of one bin of `stepSeconds` are summed within the row where
 * bins are whole: that costs less than to sum each over all rows.
 */
export function rowsOf(
  { table, parts, from, to }: Piece,
  key: readonly KeyColumn[],
  conditions: readonly SQL[],
  stepSeconds?: number,
): SQL {
  const source = key.includes("app_version") ? sql`${sql.raw(table)} JOIN facets f ON f.id = facet_id` : sql.raw(table);
  const where = (within: SQL) => sql`${source} WHERE ${sql.join([within, ...conditions], sql` AND `)}`;
  const columns = sql.raw(key.join(", "));
  if (parts === undefined)
    return sql`SELECT ${columns}, n FROM ${where(sql`bucket >= ${instant(from)} AND bucket < ${instant(to)}`)}`;
  const width = parts.seconds * parts.count * 1000;
  const first = Math.floor(from / width) * width;
  if (key.includes("bucket")) {
    const rows = where(sql`bucket >= ${instant(first)} AND bucket < ${instant(to)}`);
    const bins = binsOf(parts, { from, to, stepSeconds });
    const sums = sql.raw(bins.columns.map((of, index) => `sum(${of.join(" + ")}) AS n${index}`).join(", "));
    return spread(sql`SELECT ${columns}, ${sums} FROM ${rows} GROUP BY ${columns}`, key, bins, { from, to });
  }
  const buckets = Array.from({ length: Math.ceil((to - first) / width) }, (_, index) => first + index * width);
  return sql.join(
    buckets.map((bucket) => {
      const [start, end] = [Math.max(from - bucket, 0), Math.min(to - bucket, width)];
      const n = sumOf(parts, start / (parts.seconds * 1000), end / (parts.seconds * 1000));
      return sql`SELECT * FROM (SELECT ${columns}, ${n} AS n FROM ${where(sql`bucket = ${instant(bucket)}`)}) s WHERE n > 0`;
    }),
    sql` UNION ALL `,
  );
}

interface Bins {
  readonly seconds: number;
  /** The columns of each bin. */
  readonly columns: readonly string[][];
}

/** What a row is spread into: its counts one by one, or as many of them together as fill a bin. */
function binsOf(
  parts: Parts,
  { from, to, stepSeconds = parts.seconds }: { from: number; to: number; stepSeconds?: number | undefined },
): Bins {
  const width = stepSeconds / parts.seconds;
  const isWhole = parts.count % width === 0 && [from, to].every((at) => at % (stepSeconds * 1000) === 0);
  const size = isWhole ? width : 1;
  const columns = partColumns(parts);
  const bins = Array.from({ length: parts.count / size }, (_, index) =>
    columns.slice(index * size, (index + 1) * size),
  );
  return { seconds: parts.seconds * size, columns: bins };
}

/** `h5 + h6 + …`, the counts from `start` to before `end`. */
function sumOf(parts: Parts, start: number, end: number): SQL {
  return sql.raw(partColumns(parts).slice(start, end).join(" + "));
}

/** Each of the summed counts as a row at its own time. */
function spread(
  packed: SQL,
  key: readonly KeyColumn[],
  { seconds, columns }: Bins,
  { from, to }: { readonly from: number; readonly to: number },
): SQL {
  const at = sql`bucket + make_interval(secs => part.index * ${seconds}::int)`;
  const others = sql.raw(key.flatMap((column) => (column === "bucket" ? [] : [`${column}, `])).join(""));
  const values = sql.raw(columns.map((_, index) => `(${index}, n${index})`).join(", "));
  return sql`SELECT * FROM (
      SELECT ${at} AS bucket, ${others}part.n
      FROM (${packed}) packed, LATERAL (VALUES ${values}) AS part(index, n) WHERE part.n > 0
    ) s WHERE bucket >= ${instant(from)} AND bucket < ${instant(to)}`;
}
