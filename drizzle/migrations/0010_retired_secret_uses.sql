-- Attestations whose app said it used a secret version past its end, for alerts. Written by lib/events only, in the
-- transaction of the events it counts.
CREATE TABLE secret_retired_use_minutes (
  bucket timestamptz NOT NULL,
  facet_id integer NOT NULL,
  slot smallint NOT NULL,              -- of the writer, as in rollup_minutes
  n integer NOT NULL,
  PRIMARY KEY (bucket, facet_id, slot)
);
