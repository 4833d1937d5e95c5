-- `kind` is everything a verdict turns on as one number, so that instances alike are counted by it: by the eight columns
-- themselves, two of them texts, it takes half as long again. By chance two of a million kinds share a number once in 37
-- million times. The table is made anew, as Postgres reads a column sooner the further ahead of texts it stands.
ALTER TABLE instance_states RENAME TO former_instance_states;
--> statement-breakpoint
ALTER INDEX instance_states_pkey RENAME TO former_instance_states_pkey;
--> statement-breakpoint
CREATE TABLE instance_states (
  instance_id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  kind bigint NOT NULL GENERATED ALWAYS AS (hash_record_extended(
    ROW (facet_id, signals, override, measured, security_level, build, patch_level, attested), 0)) STORED,
  facet_id integer NOT NULL,
  outcome smallint NOT NULL,
  signals integer NOT NULL,
  reasons integer NOT NULL,
  override smallint NOT NULL,
  policy_version_id integer NOT NULL,  -- 0: judged by none
  measured integer NOT NULL,           -- signals of evidence and SDK, before any rule
  security_level smallint NOT NULL,    -- place in SECURITY_LEVELS
  build smallint NOT NULL,             -- place in BUILD_MATCHES
  patch_level text,                    -- YYYY-MM or YYYY-MM-DD, null unknown
  attested text                        -- JSON: what the hardware proved, as far as rules ask for it; null nothing
) WITH (fillfactor = 75);
--> statement-breakpoint
INSERT INTO instance_states (instance_id, at, facet_id, outcome, signals, reasons, override, policy_version_id, measured,
  security_level, build, patch_level, attested)
SELECT instance_id, at, facet_id, outcome, signals, reasons, override, policy_version_id, measured, security_level, build,
  patch_level, attested
FROM former_instance_states;
--> statement-breakpoint
DROP TABLE former_instance_states;
