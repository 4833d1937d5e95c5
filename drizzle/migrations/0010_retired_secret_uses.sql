-- Attestations whose app said it used a secret version past its end, for alerts. Written by lib/events only, in the
-- transaction of the events it counts.
CREATE TABLE secret_retired_use_minutes (
  bucket timestamptz NOT NULL,
  facet_id integer NOT NULL,
  slot smallint NOT NULL,              -- of the writer, as in rollup_minutes
  n integer NOT NULL,
  PRIMARY KEY (bucket, facet_id, slot)
);
--> statement-breakpoint
-- Grows with every change of a secret's apps and domains, so that no change is made unseen.
ALTER TABLE secrets ADD COLUMN revision integer NOT NULL DEFAULT 1, ADD COLUMN changed_by text, ADD COLUMN changed_at timestamptz;
