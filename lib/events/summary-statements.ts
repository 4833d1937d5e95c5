/** The statements that derive counts by value and by facet from what the writer keeps: whole hours, days and weeks. */
import { HOURS_OF_DAY, partColumns, QUARTERS_OF_WEEK, SLOT_SECONDS, SLOTS_OF_HOUR } from "../contract/history";
import { OUTCOMES } from "../contract/outcome";

/** As in lib/metrics: enrolments and attestations, and challenges only where they were refused. */
const COUNTED = `(kind > 0 OR outcome = ${OUTCOMES.fail})`;

/** `h0, h1, …`: the finer counts that a coarser row carries. */
const hourColumns = partColumns(HOURS_OF_DAY);
const slotColumns = partColumns(SLOTS_OF_HOUR);
const quarterColumns = partColumns(QUARTERS_OF_WEEK);
/** The sum of n for each of them, from rows that say in `part` which one they belong to. */
const sumsOf = (columns: readonly string[]) =>
  columns.map((_, part) => `coalesce(sum(n) FILTER (WHERE part = ${part}), 0)`).join(", ");

const FACET_KEY = "facet_id, outcome, reasons, first_reason";
const VALUE_KEY = "test, dimension, value, outcome, reasons, first_reason";

/** Minutes older than their retention are gone; the slots of such an hour stay as they are. */
const IN_HOUR = "bucket >= hour AND bucket < hour + interval '1 hour'";
const WITH_MINUTES = `(SELECT hour FROM unnest($1::timestamptz[]) AS hour
  WHERE EXISTS (SELECT FROM rollup_minutes WHERE ${IN_HOUR})) AS h`;

/** What replaces the hours of $1. */
export const HOURS = [
  `DELETE FROM facet_hours USING ${WITH_MINUTES} WHERE bucket = hour`,
  `INSERT INTO facet_hours (bucket, ${FACET_KEY}, n, ${slotColumns.join(", ")})
   SELECT hour, ${FACET_KEY}, sum(n), ${sumsOf(slotColumns)}
   FROM (SELECT *, extract(epoch FROM bucket - hour)::int / ${SLOT_SECONDS} AS part
     FROM unnest($1::timestamptz[]) AS hour JOIN rollup_minutes ON ${IN_HOUR}) m
   WHERE ${COUNTED} GROUP BY hour, ${FACET_KEY} ORDER BY hour, facet_id`,
  "DELETE FROM value_hours WHERE bucket = ANY($1::timestamptz[])",
  `INSERT INTO value_hours (bucket, ${VALUE_KEY}, n, ${slotColumns.join(", ")})
   SELECT bucket, ${VALUE_KEY}, sum(n), ${slotColumns.map((column) => `sum(${column})`).join(", ")}
   FROM (
     SELECT bucket, ${FACET_KEY}, sum(n) AS n FROM rollup_hours
     WHERE bucket = ANY($1::timestamptz[]) AND ${COUNTED} GROUP BY bucket, ${FACET_KEY}
   ) counted LEFT JOIN (SELECT bucket, ${FACET_KEY}, ${slotColumns.join(", ")} FROM facet_hours) f USING (bucket, ${FACET_KEY})
   JOIN facet_values USING (facet_id)
   GROUP BY bucket, ${VALUE_KEY} ORDER BY bucket, dimension`,
] as const;

const EACH_HOUR = "unnest($1::timestamptz[]) AS day CROSS JOIN generate_series(0, 23) AS part";
const AT_HOUR = "bucket = day + make_interval(hours => part)";

/** What replaces whole days, once their hours are there. */
export const DAYS = [
  "DELETE FROM value_days WHERE bucket = ANY($1::timestamptz[])",
  `INSERT INTO value_days (bucket, ${VALUE_KEY}, n, ${hourColumns.join(", ")})
   SELECT day, ${VALUE_KEY}, sum(n), ${sumsOf(hourColumns)}
   FROM ${EACH_HOUR} JOIN value_hours ON ${AT_HOUR} GROUP BY day, ${VALUE_KEY} ORDER BY day, dimension`,
  "DELETE FROM facet_days WHERE bucket = ANY($1::timestamptz[])",
  `INSERT INTO facet_days (bucket, ${FACET_KEY}, n, ${hourColumns.join(", ")})
   SELECT day, ${FACET_KEY}, sum(n), ${sumsOf(hourColumns)}
   FROM ${EACH_HOUR} JOIN rollup_hours ON ${AT_HOUR} WHERE ${COUNTED} GROUP BY day, ${FACET_KEY} ORDER BY day, facet_id`,
  "DELETE FROM rollup_days WHERE bucket = ANY($1::timestamptz[])",
  `INSERT INTO rollup_days (bucket, facet_id, kind, outcome, signals, reasons, first_reason, override, policy_version_id, n)
   SELECT day, facet_id, kind, outcome, signals, reasons, first_reason, override, policy_version_id, sum(n)
   FROM ${EACH_HOUR} JOIN rollup_hours ON ${AT_HOUR} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9`,
] as const;

/** A quarter of a day of a week, from days that say in `part` which of the week they are. */
const quarterSums = quarterColumns.map((_, quarter) => {
  const hours = hourColumns.slice((quarter % 4) * 6, (quarter % 4) * 6 + 6).join(" + ");
  return `coalesce(sum(${hours}) FILTER (WHERE part = ${Math.floor(quarter / 4)}), 0)`;
});
const IN_WEEK = "bucket >= week AND bucket < week + interval '7 days'";

/** What replaces whole weeks of seven days since 1970, once their days are there. */
export const WEEKS = [
  "DELETE FROM value_weeks WHERE bucket = ANY($1::timestamptz[])",
  `INSERT INTO value_weeks (bucket, ${VALUE_KEY}, n)
   SELECT week, ${VALUE_KEY}, sum(n)
   FROM unnest($1::timestamptz[]) AS week JOIN value_days ON ${IN_WEEK} GROUP BY week, ${VALUE_KEY}`,
  "DELETE FROM facet_weeks WHERE bucket = ANY($1::timestamptz[])",
  `INSERT INTO facet_weeks (bucket, ${FACET_KEY}, n, ${quarterColumns.join(", ")})
   SELECT week, ${FACET_KEY}, sum(n), ${quarterSums.join(", ")}
   FROM (SELECT *, extract(epoch FROM bucket - week)::int / 86400 AS part
     FROM unnest($1::timestamptz[]) AS week JOIN facet_days ON ${IN_WEEK}) d
   GROUP BY week, ${FACET_KEY} ORDER BY week, facet_id`,
] as const;
