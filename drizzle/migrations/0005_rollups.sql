-- Coarser history above the hours, so that any answer comes from few rows: days by facet, counts by single value, and
-- sketches of distinct instances. All of it is derived from rollup_minutes, rollup_hours and instance_hours by
-- lib/events/summaries.ts, which replaces whole hours and days: doing it twice changes nothing.

-- What a facet says in each dimension that pages filter by, and the release (app version and SDK version) that versions
-- are listed by. '-' stands for unknown; chr(31) separates what can't hold it.
CREATE VIEW facet_values AS
SELECT f.id AS facet_id, f.test, d.dimension, d.value
FROM facets f LEFT JOIN apps a ON a.id = f.app_id,
LATERAL (VALUES
  ('all', ''),
  ('app', coalesce(a.app_id, '-')),
  ('version', coalesce(nullif(f.app_version, ''), '-')),
  ('platform', f.platform),
  ('os', coalesce(nullif(f.os_version, ''), '-')),
  ('country', coalesce(nullif(f.country, ''), '-')),
  ('model', coalesce(nullif(f.model, ''), '-')),
  ('sdk', coalesce(nullif(f.sdk_version, ''), '-')),
  ('format', coalesce(nullif(f.format, ''), '-')),
  ('release', f.app_version || chr(31) || f.sdk_version)
) AS d(dimension, value);
--> statement-breakpoint
-- Days by facet, for filters of several dimensions: such a filter names few facets, so the facet leads the key.
CREATE TABLE rollup_days (
  bucket timestamptz NOT NULL,
  facet_id integer NOT NULL,
  kind smallint NOT NULL,
  outcome smallint NOT NULL,
  signals integer NOT NULL,
  reasons integer NOT NULL,
  first_reason smallint NOT NULL,
  override smallint NOT NULL,
  policy_version_id integer NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (facet_id, bucket, kind, outcome, signals, reasons, first_reason, override, policy_version_id)
);
--> statement-breakpoint
CREATE INDEX rollup_days_bucket ON rollup_days (bucket);
--> statement-breakpoint
-- Attempts with a verdict by one value of one dimension: a chart without a filter, or with a filter of one dimension,
-- reads a few rows a bin. Slots are five minutes.
CREATE TABLE value_slots (
  bucket timestamptz NOT NULL,
  test boolean NOT NULL,
  dimension text NOT NULL,
  value text NOT NULL,
  outcome smallint NOT NULL,
  reasons integer NOT NULL,
  first_reason smallint NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (dimension, bucket, value, test, outcome, reasons, first_reason)
);
--> statement-breakpoint
CREATE TABLE value_hours (LIKE value_slots INCLUDING ALL);
--> statement-breakpoint
CREATE TABLE value_days (LIKE value_slots INCLUDING ALL);
--> statement-breakpoint
CREATE INDEX value_slots_value ON value_slots (dimension, value, bucket);
--> statement-breakpoint
CREATE INDEX value_hours_value ON value_hours (dimension, value, bucket);
--> statement-breakpoint
CREATE INDEX value_days_value ON value_days (dimension, value, bucket);
--> statement-breakpoint
-- Found again by the hours that are replaced.
CREATE INDEX value_slots_bucket ON value_slots (bucket);
--> statement-breakpoint
CREATE INDEX value_hours_bucket ON value_hours (bucket);
--> statement-breakpoint
CREATE INDEX value_days_bucket ON value_days (bucket);
--> statement-breakpoint
-- Distinct instances by value, as sketches (lib/encoding/hyperloglog.ts). Dimension 'reason': a signal's id.
CREATE TABLE sketch_hours (
  bucket timestamptz NOT NULL,
  test boolean NOT NULL,
  dimension text NOT NULL,
  value text NOT NULL,
  outcome smallint NOT NULL,
  sketch bytea NOT NULL,
  PRIMARY KEY (dimension, bucket, value, test, outcome)
);
--> statement-breakpoint
CREATE TABLE sketch_days (LIKE sketch_hours INCLUDING ALL);
--> statement-breakpoint
CREATE TABLE sketch_months (LIKE sketch_hours INCLUDING ALL);
--> statement-breakpoint
-- Hours whose events came after they were closed: one row an event batch, taken away once they are summarised again.
CREATE TABLE stale_hours (bucket timestamptz NOT NULL);
--> statement-breakpoint
-- Everything above holds every hour before `values_until`, and every whole day before it.
CREATE TABLE summary_progress (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  values_until timestamptz NOT NULL
);
--> statement-breakpoint
INSERT INTO summary_progress (values_until)
SELECT coalesce((SELECT min(bucket) FROM rollup_hours), hours_until) FROM rollup_progress;
--> statement-breakpoint
-- Views that people keep by name. `query` is the filter's query string; `shared` ones everybody sees.
CREATE TABLE saved_views (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  user_id integer NOT NULL REFERENCES users (id),
  name text NOT NULL,
  page text NOT NULL,
  query text NOT NULL,
  shared boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT saved_views_name UNIQUE (user_id, name)
);
--> statement-breakpoint
-- Finds the few events that a narrow filter lets through, in the hours and days that the rollups say they lie in.
CREATE INDEX attestation_events_facet ON attestation_events (facet_id, ts DESC);
--> statement-breakpoint
-- The same for hours: a filter of several dimensions names few facets of many.
CREATE INDEX rollup_hours_facet ON rollup_hours (facet_id, bucket);
