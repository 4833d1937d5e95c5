-- Finer counts as columns of the coarser row: a day holds its 24 hours (h0 to h23, UTC), an hour its twelve five minutes
-- (m0 to m11). A chart of a filter of several dimensions then reads one row where it read 24 or twelve, and no grain
-- between them is needed. All of it is derived by lib/events/summaries.ts.
DROP TABLE value_quarters, facet_quarters;
--> statement-breakpoint
-- Hours by facet, kept as long as minutes are. A filter of several dimensions names some of the facets, so the facet
-- leads the key.
CREATE TABLE facet_hours (
  bucket timestamptz NOT NULL,
  facet_id integer NOT NULL,
  outcome smallint NOT NULL,
  reasons integer NOT NULL,
  first_reason smallint NOT NULL,
  n bigint NOT NULL,
  m0 integer NOT NULL, m1 integer NOT NULL, m2 integer NOT NULL, m3 integer NOT NULL, m4 integer NOT NULL, m5 integer NOT NULL,
  m6 integer NOT NULL, m7 integer NOT NULL, m8 integer NOT NULL, m9 integer NOT NULL, m10 integer NOT NULL, m11 integer NOT NULL,
  PRIMARY KEY (facet_id, bucket, outcome, reasons, first_reason)
);
--> statement-breakpoint
CREATE INDEX facet_hours_bucket ON facet_hours (bucket);
--> statement-breakpoint
INSERT INTO facet_hours
SELECT date_trunc('hour', bucket, 'UTC'), facet_id, outcome, reasons, first_reason, sum(n), coalesce(sum(n) FILTER (WHERE part = 0), 0), coalesce(sum(n) FILTER (WHERE part = 1), 0), coalesce(sum(n) FILTER (WHERE part = 2), 0), coalesce(sum(n) FILTER (WHERE part = 3), 0), coalesce(sum(n) FILTER (WHERE part = 4), 0), coalesce(sum(n) FILTER (WHERE part = 5), 0), coalesce(sum(n) FILTER (WHERE part = 6), 0), coalesce(sum(n) FILTER (WHERE part = 7), 0), coalesce(sum(n) FILTER (WHERE part = 8), 0), coalesce(sum(n) FILTER (WHERE part = 9), 0), coalesce(sum(n) FILTER (WHERE part = 10), 0), coalesce(sum(n) FILTER (WHERE part = 11), 0)
FROM (SELECT *, extract(minute FROM bucket AT TIME ZONE 'UTC')::int / 5 AS part FROM facet_slots) s GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2;
--> statement-breakpoint
DROP TABLE facet_slots;
--> statement-breakpoint
-- Null where the minutes of the hour were gone when it was summarised.
ALTER TABLE value_hours ADD COLUMN m0 integer, ADD COLUMN m1 integer, ADD COLUMN m2 integer, ADD COLUMN m3 integer, ADD COLUMN m4 integer, ADD COLUMN m5 integer, ADD COLUMN m6 integer, ADD COLUMN m7 integer, ADD COLUMN m8 integer, ADD COLUMN m9 integer, ADD COLUMN m10 integer, ADD COLUMN m11 integer;
--> statement-breakpoint
UPDATE value_hours v SET (m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11) = ROW (s.m0, s.m1, s.m2, s.m3, s.m4, s.m5, s.m6, s.m7, s.m8, s.m9, s.m10, s.m11) FROM (
  SELECT hour, test, dimension, value, outcome, reasons, first_reason, coalesce(sum(n) FILTER (WHERE part = 0), 0) AS m0, coalesce(sum(n) FILTER (WHERE part = 1), 0) AS m1, coalesce(sum(n) FILTER (WHERE part = 2), 0) AS m2, coalesce(sum(n) FILTER (WHERE part = 3), 0) AS m3, coalesce(sum(n) FILTER (WHERE part = 4), 0) AS m4, coalesce(sum(n) FILTER (WHERE part = 5), 0) AS m5, coalesce(sum(n) FILTER (WHERE part = 6), 0) AS m6, coalesce(sum(n) FILTER (WHERE part = 7), 0) AS m7, coalesce(sum(n) FILTER (WHERE part = 8), 0) AS m8, coalesce(sum(n) FILTER (WHERE part = 9), 0) AS m9, coalesce(sum(n) FILTER (WHERE part = 10), 0) AS m10, coalesce(sum(n) FILTER (WHERE part = 11), 0) AS m11
  FROM (SELECT *, date_trunc('hour', bucket, 'UTC') AS hour, extract(minute FROM bucket AT TIME ZONE 'UTC')::int / 5 AS part FROM value_slots) m
  GROUP BY 1, 2, 3, 4, 5, 6, 7
) s
WHERE v.bucket = s.hour AND (v.test, v.dimension, v.value, v.outcome, v.reasons, v.first_reason)
  = (s.test, s.dimension, s.value, s.outcome, s.reasons, s.first_reason);
--> statement-breakpoint
DROP TABLE value_slots;
--> statement-breakpoint
CREATE TABLE facet_days (
  bucket timestamptz NOT NULL,
  facet_id integer NOT NULL,
  outcome smallint NOT NULL,
  reasons integer NOT NULL,
  first_reason smallint NOT NULL,
  n bigint NOT NULL,
  h0 integer NOT NULL, h1 integer NOT NULL, h2 integer NOT NULL, h3 integer NOT NULL, h4 integer NOT NULL, h5 integer NOT NULL,
  h6 integer NOT NULL, h7 integer NOT NULL, h8 integer NOT NULL, h9 integer NOT NULL, h10 integer NOT NULL, h11 integer NOT NULL,
  h12 integer NOT NULL, h13 integer NOT NULL, h14 integer NOT NULL, h15 integer NOT NULL, h16 integer NOT NULL, h17 integer NOT NULL,
  h18 integer NOT NULL, h19 integer NOT NULL, h20 integer NOT NULL, h21 integer NOT NULL, h22 integer NOT NULL, h23 integer NOT NULL,
  PRIMARY KEY (facet_id, bucket, outcome, reasons, first_reason)
);
--> statement-breakpoint
CREATE INDEX facet_days_bucket ON facet_days (bucket);
--> statement-breakpoint
-- Refused attempts are few: whoever asks for a reason need not pass over all that passed.
CREATE INDEX facet_days_refused ON facet_days (bucket) WHERE outcome = 0;
--> statement-breakpoint
INSERT INTO facet_days
SELECT date_trunc('day', bucket, 'UTC'), facet_id, outcome, reasons, first_reason, sum(n), coalesce(sum(n) FILTER (WHERE part = 0), 0), coalesce(sum(n) FILTER (WHERE part = 1), 0), coalesce(sum(n) FILTER (WHERE part = 2), 0), coalesce(sum(n) FILTER (WHERE part = 3), 0), coalesce(sum(n) FILTER (WHERE part = 4), 0), coalesce(sum(n) FILTER (WHERE part = 5), 0), coalesce(sum(n) FILTER (WHERE part = 6), 0), coalesce(sum(n) FILTER (WHERE part = 7), 0), coalesce(sum(n) FILTER (WHERE part = 8), 0), coalesce(sum(n) FILTER (WHERE part = 9), 0), coalesce(sum(n) FILTER (WHERE part = 10), 0), coalesce(sum(n) FILTER (WHERE part = 11), 0), coalesce(sum(n) FILTER (WHERE part = 12), 0), coalesce(sum(n) FILTER (WHERE part = 13), 0), coalesce(sum(n) FILTER (WHERE part = 14), 0), coalesce(sum(n) FILTER (WHERE part = 15), 0), coalesce(sum(n) FILTER (WHERE part = 16), 0), coalesce(sum(n) FILTER (WHERE part = 17), 0), coalesce(sum(n) FILTER (WHERE part = 18), 0), coalesce(sum(n) FILTER (WHERE part = 19), 0), coalesce(sum(n) FILTER (WHERE part = 20), 0), coalesce(sum(n) FILTER (WHERE part = 21), 0), coalesce(sum(n) FILTER (WHERE part = 22), 0), coalesce(sum(n) FILTER (WHERE part = 23), 0)
FROM (SELECT *, extract(hour FROM bucket AT TIME ZONE 'UTC')::int AS part FROM rollup_hours) h, summary_progress
WHERE date_trunc('day', bucket, 'UTC') + interval '1 day' <= values_until AND (kind > 0 OR outcome = 0)
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2;
--> statement-breakpoint
DROP TABLE value_days;
--> statement-breakpoint
CREATE TABLE value_days (
  bucket timestamptz NOT NULL,
  test boolean NOT NULL,
  dimension text NOT NULL,
  value text NOT NULL,
  outcome smallint NOT NULL,
  reasons integer NOT NULL,
  first_reason smallint NOT NULL,
  n bigint NOT NULL,
  h0 integer NOT NULL, h1 integer NOT NULL, h2 integer NOT NULL, h3 integer NOT NULL, h4 integer NOT NULL, h5 integer NOT NULL,
  h6 integer NOT NULL, h7 integer NOT NULL, h8 integer NOT NULL, h9 integer NOT NULL, h10 integer NOT NULL, h11 integer NOT NULL,
  h12 integer NOT NULL, h13 integer NOT NULL, h14 integer NOT NULL, h15 integer NOT NULL, h16 integer NOT NULL, h17 integer NOT NULL,
  h18 integer NOT NULL, h19 integer NOT NULL, h20 integer NOT NULL, h21 integer NOT NULL, h22 integer NOT NULL, h23 integer NOT NULL,
  PRIMARY KEY (dimension, bucket, value, test, outcome, reasons, first_reason)
);
--> statement-breakpoint
INSERT INTO value_days
SELECT date_trunc('day', bucket, 'UTC') AS day, test, dimension, value, outcome, reasons, first_reason, sum(n), coalesce(sum(n) FILTER (WHERE part = 0), 0), coalesce(sum(n) FILTER (WHERE part = 1), 0), coalesce(sum(n) FILTER (WHERE part = 2), 0), coalesce(sum(n) FILTER (WHERE part = 3), 0), coalesce(sum(n) FILTER (WHERE part = 4), 0), coalesce(sum(n) FILTER (WHERE part = 5), 0), coalesce(sum(n) FILTER (WHERE part = 6), 0), coalesce(sum(n) FILTER (WHERE part = 7), 0), coalesce(sum(n) FILTER (WHERE part = 8), 0), coalesce(sum(n) FILTER (WHERE part = 9), 0), coalesce(sum(n) FILTER (WHERE part = 10), 0), coalesce(sum(n) FILTER (WHERE part = 11), 0), coalesce(sum(n) FILTER (WHERE part = 12), 0), coalesce(sum(n) FILTER (WHERE part = 13), 0), coalesce(sum(n) FILTER (WHERE part = 14), 0), coalesce(sum(n) FILTER (WHERE part = 15), 0), coalesce(sum(n) FILTER (WHERE part = 16), 0), coalesce(sum(n) FILTER (WHERE part = 17), 0), coalesce(sum(n) FILTER (WHERE part = 18), 0), coalesce(sum(n) FILTER (WHERE part = 19), 0), coalesce(sum(n) FILTER (WHERE part = 20), 0), coalesce(sum(n) FILTER (WHERE part = 21), 0), coalesce(sum(n) FILTER (WHERE part = 22), 0), coalesce(sum(n) FILTER (WHERE part = 23), 0)
FROM (SELECT *, extract(hour FROM bucket AT TIME ZONE 'UTC')::int AS part FROM value_hours) h, summary_progress
WHERE date_trunc('day', bucket, 'UTC') + interval '1 day' <= values_until
GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 3;
--> statement-breakpoint
CREATE INDEX value_days_value ON value_days (dimension, value, bucket);
--> statement-breakpoint
CREATE INDEX value_days_bucket ON value_days (bucket);
