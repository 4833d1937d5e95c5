-- The history: events by day, minute rollups by day, hour rollups, and who was active in which hour.
-- Written by lib/events only, read by lib/metrics only.

-- Every combination of descriptive values that was seen, so that events and rollups carry one integer instead of ten
-- texts. Small: a few thousand rows for a large fleet; the writer caps how fast strangers can add to it.
CREATE TABLE facets (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  app_id integer,              -- null: no registered app
  test boolean NOT NULL,
  platform text NOT NULL,
  app_version text NOT NULL,
  sdk_version text NOT NULL,
  os_version text NOT NULL,
  model text NOT NULL,
  country text NOT NULL,       -- ISO 3166-1, '' unknown
  format text NOT NULL,        -- evidence format of the enrolment, '' unknown
  UNIQUE NULLS NOT DISTINCT (app_id, test, platform, app_version, sdk_version, os_version, model, country, format)
);
--> statement-breakpoint
CREATE INDEX facets_country ON facets (country);
--> statement-breakpoint
-- One row an attempt, append-only. Sets of signals are bit masks of lib/contract/signals.ts.
CREATE TABLE attestation_events (
  ts timestamptz NOT NULL,
  id uuid NOT NULL,                -- UUIDv7 of the attempt, the idempotency key
  facet_id integer NOT NULL,
  kind smallint NOT NULL,          -- lib/contract/outcome.ts ATTEMPT_KINDS
  outcome smallint NOT NULL,       -- OUTCOMES
  signals integer NOT NULL,        -- everything that was found
  reasons integer NOT NULL,        -- what the policy made count
  first_reason smallint NOT NULL,  -- bit of the reason shown first, -1 none
  override smallint NOT NULL,      -- OVERRIDE_KINDS
  policy_version_id integer,
  instance_id uuid,
  arc text NOT NULL,
  error_code text,                 -- set when the request itself was refused
  address inet,
  decision text NOT NULL,          -- JSON: checks and claims as shown on the decision page
  PRIMARY KEY (ts, id)
) PARTITION BY RANGE (ts);
--> statement-breakpoint
CREATE INDEX attestation_events_arc ON attestation_events (arc);
--> statement-breakpoint
CREATE INDEX attestation_events_instance ON attestation_events (instance_id, ts DESC) WHERE instance_id IS NOT NULL;
--> statement-breakpoint
CREATE TABLE rollup_minutes (
  bucket timestamptz NOT NULL,
  facet_id integer NOT NULL,
  kind smallint NOT NULL,
  outcome smallint NOT NULL,
  signals integer NOT NULL,
  reasons integer NOT NULL,
  first_reason smallint NOT NULL,
  override smallint NOT NULL,
  policy_version_id integer NOT NULL,  -- 0: judged by none
  slot smallint NOT NULL,              -- of the writer: each adds to rows of its own, none waits for another's commit
  n integer NOT NULL,
  PRIMARY KEY (bucket, facet_id, kind, outcome, signals, reasons, override, policy_version_id, slot)
) PARTITION BY RANGE (bucket);
--> statement-breakpoint
CREATE TABLE rollup_hours (
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
  PRIMARY KEY (bucket, facet_id, kind, outcome, signals, reasons, override, policy_version_id)
);
--> statement-breakpoint
-- rollup_hours holds every hour before `hours_until`; later ones are read from rollup_minutes.
CREATE TABLE rollup_progress (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  hours_until timestamptz NOT NULL
);
--> statement-breakpoint
INSERT INTO rollup_progress (hours_until) VALUES (date_trunc('hour', now(), 'UTC'));
--> statement-breakpoint
-- Which instance was active in which hour, and how: answers "instances" instead of "attestations".
CREATE TABLE instance_hours (
  bucket timestamptz NOT NULL,
  instance_id uuid NOT NULL,
  facet_id integer NOT NULL,
  outcome smallint NOT NULL,
  reasons integer NOT NULL,
  PRIMARY KEY (bucket, instance_id, facet_id, outcome, reasons)
) PARTITION BY RANGE (bucket);
--> statement-breakpoint
-- Spent challenges: the first event that presents a nonce owns it. Kept a little longer than a challenge lives.
CREATE TABLE redemptions (
  nonce bytea PRIMARY KEY,
  event_id uuid NOT NULL,
  expires_at timestamptz NOT NULL
);
--> statement-breakpoint
-- Daily partitions of one table from today - days_back to today + days_ahead; safe to call at any time.
CREATE FUNCTION ensure_daily_partitions(parent text, days_back integer, days_ahead integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  today date := (now() AT TIME ZONE 'UTC')::date;
  day date;
  made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('attestry.partitions'));
  FOR day IN SELECT generate_series(today - days_back, today + days_ahead, interval '1 day')::date LOOP
    IF to_regclass(format('%I', parent || to_char(day, '_YYYYMMDD'))) IS NULL THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
        parent || to_char(day, '_YYYYMMDD'), parent,
        day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
      made := made + 1;
    END IF;
  END LOOP;
  RETURN made;
END $$;
--> statement-breakpoint
-- Drops the daily partitions of one table that lie wholly before today - retention_days.
CREATE FUNCTION drop_daily_partitions(parent text, retention_days integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  oldest date := (now() AT TIME ZONE 'UTC')::date - retention_days;
  part record;
  dropped integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('attestry.partitions'));
  FOR part IN
    SELECT c.relname AS name FROM pg_inherits i
      JOIN pg_class c ON c.oid = i.inhrelid
      JOIN pg_class p ON p.oid = i.inhparent
     WHERE p.relname = parent AND c.relname ~ '_\d{8}$'
  LOOP
    IF to_date(right(part.name, 8), 'YYYYMMDD') < oldest THEN
      EXECUTE format('DROP TABLE %I', part.name);
      dropped := dropped + 1;
    END IF;
  END LOOP;
  RETURN dropped;
END $$;
--> statement-breakpoint
SELECT ensure_daily_partitions(parent, 2, 7)
  FROM unnest(ARRAY['attestation_events', 'rollup_minutes', 'instance_hours']) AS parent;
