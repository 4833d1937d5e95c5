-- Five minutes by facet, for a filter of several dimensions over a day: such a filter names some of the facets, so the
-- facet leads the key. Derived from rollup_minutes by lib/events/summaries.ts, as value_slots are, and kept as long.
CREATE TABLE facet_slots (
  bucket timestamptz NOT NULL,
  facet_id integer NOT NULL,
  outcome smallint NOT NULL,
  reasons integer NOT NULL,
  first_reason smallint NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (facet_id, bucket, outcome, reasons, first_reason) INCLUDE (n)
);
--> statement-breakpoint
-- Found again by the hours that are replaced.
CREATE INDEX facet_slots_bucket ON facet_slots (bucket);
--> statement-breakpoint
INSERT INTO facet_slots (bucket, facet_id, outcome, reasons, first_reason, n)
SELECT date_bin('300 seconds', bucket, '1970-01-01T00:00:00Z'), facet_id, outcome, reasons, first_reason, sum(n)
FROM rollup_minutes, summary_progress WHERE bucket < values_until AND (kind > 0 OR outcome = 0) GROUP BY 1, 2, 3, 4, 5;
--> statement-breakpoint
-- Weeks of 7 days since 1970 (as the bins of a year), by facet and by value: a year of days is more than a chart needs.
CREATE TABLE facet_weeks (LIKE facet_slots INCLUDING ALL);
--> statement-breakpoint
CREATE TABLE value_weeks (LIKE value_slots INCLUDING ALL);
--> statement-breakpoint
INSERT INTO facet_weeks (bucket, facet_id, outcome, reasons, first_reason, n)
SELECT date_bin('7 days', bucket, '1970-01-01T00:00:00Z') AS week, facet_id, outcome, reasons, first_reason, sum(n)
FROM rollup_days, summary_progress
WHERE date_bin('7 days', bucket, '1970-01-01T00:00:00Z') + interval '7 days' <= values_until AND (kind > 0 OR outcome = 0)
GROUP BY 1, 2, 3, 4, 5;
--> statement-breakpoint
INSERT INTO value_weeks (bucket, test, dimension, value, outcome, reasons, first_reason, n)
SELECT date_bin('7 days', bucket, '1970-01-01T00:00:00Z') AS week, test, dimension, value, outcome, reasons, first_reason, sum(n)
FROM value_days, summary_progress
WHERE date_bin('7 days', bucket, '1970-01-01T00:00:00Z') + interval '7 days' <= values_until
GROUP BY 1, 2, 3, 4, 5, 6, 7;
--> statement-breakpoint
-- Six hours by facet and by value: the bins of a month, and what a longer range has at its ends.
CREATE TABLE facet_quarters (LIKE facet_slots INCLUDING ALL);
--> statement-breakpoint
CREATE TABLE value_quarters (LIKE value_slots INCLUDING ALL);
--> statement-breakpoint
INSERT INTO facet_quarters (bucket, facet_id, outcome, reasons, first_reason, n)
SELECT date_bin('6 hours', bucket, '1970-01-01T00:00:00Z'), facet_id, outcome, reasons, first_reason, sum(n)
FROM rollup_hours, summary_progress
WHERE date_bin('6 hours', bucket, '1970-01-01T00:00:00Z') + interval '6 hours' <= values_until AND (kind > 0 OR outcome = 0)
GROUP BY 1, 2, 3, 4, 5;
--> statement-breakpoint
INSERT INTO value_quarters (bucket, test, dimension, value, outcome, reasons, first_reason, n)
SELECT date_bin('6 hours', bucket, '1970-01-01T00:00:00Z'), test, dimension, value, outcome, reasons, first_reason, sum(n)
FROM value_hours, summary_progress
WHERE date_bin('6 hours', bucket, '1970-01-01T00:00:00Z') + interval '6 hours' <= values_until
GROUP BY 1, 2, 3, 4, 5, 6, 7;
--> statement-breakpoint
-- Refused attempts are few: a list of one reason finds them without the passed ones between. Costs what is refused only.
CREATE INDEX attestation_events_refused ON attestation_events (facet_id, ts DESC) WHERE outcome = 0;
