import { type SQL, sql } from "drizzle-orm";
import { type Parts, partColumns } from "../contract/history";
import type { Piece } from "./pieces";
import { instant } from "./sql-time";

export type KeyColumn = "bucket" | "facet_id" | "dimension" | "value";

/**
 * The rows of a piece with `key, outcome, reasons, first_reason, n`. Where rows carry finer counts and the piece is of
 * those, each becomes a row of its own if the key tells when, and else they are summed.
 */
export function rowsOf({ table, parts, from, to }: Piece, key: readonly KeyColumn[], conditions: readonly SQL[]): SQL {
  const where = (within: SQL) => sql`${sql.raw(table)} WHERE ${sql.join([within, ...conditions], sql` AND `)}`;
  const columns = sql.raw([...key, "outcome", "reasons", "first_reason"].join(", "));
  if (parts === undefined)
    return sql`SELECT ${columns}, n FROM ${where(sql`bucket >= ${instant(from)} AND bucket < ${instant(to)}`)}`;
  const width = parts.seconds * parts.count * 1000;
  const first = Math.floor(from / width) * width;
  if (key.includes("bucket")) {
    const rows = where(sql`bucket >= ${instant(first)} AND bucket < ${instant(to)}`);
    return spread(sql`SELECT ${columns}, ${eachSum(parts)} FROM ${rows} GROUP BY ${columns}`, key, parts, { from, to });
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

/** `sum(h0) AS h0, sum(h1) AS h1, …` */
function eachSum(parts: Parts): SQL {
  return sql.raw(
    partColumns(parts)
      .map((column) => `sum(${column}) AS ${column}`)
      .join(", "),
  );
}

/** `h5 + h6 + …`, the counts from `start` to before `end`. */
function sumOf(parts: Parts, start: number, end: number): SQL {
  return sql.raw(partColumns(parts).slice(start, end).join(" + "));
}

/** Each of the summed counts as a row at its own time. */
function spread(
  packed: SQL,
  key: readonly KeyColumn[],
  parts: Parts,
  { from, to }: { readonly from: number; readonly to: number },
): SQL {
  const at = sql`bucket + make_interval(secs => part.index * ${parts.seconds}::int)`;
  const others = sql.raw(key.flatMap((column) => (column === "bucket" ? [] : [`${column}, `])).join(""));
  const values = sql.raw(
    partColumns(parts)
      .map((column, index) => `(${index}, ${column})`)
      .join(", "),
  );
  return sql`SELECT * FROM (
      SELECT ${at} AS bucket, ${others}outcome, reasons, first_reason, part.n
      FROM (${packed}) packed, LATERAL (VALUES ${values}) AS part(index, n) WHERE part.n > 0
    ) s WHERE bucket >= ${instant(from)} AND bucket < ${instant(to)}`;
}
