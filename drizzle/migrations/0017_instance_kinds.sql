-- Everything a verdict turns on, as one number, so that instances alike are counted by it: of several columns, two of them
-- texts, that takes more than twice as long. By
-- chance two of a million kinds share a number once in 37 million times.
ALTER TABLE instance_states ADD COLUMN kind bigint NOT NULL GENERATED ALWAYS AS (hash_record_extended(
  ROW (facet_id, signals, override, measured, security_level, build, patch_level, attested), 0)) STORED;
