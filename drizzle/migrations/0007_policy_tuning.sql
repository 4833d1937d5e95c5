-- Tuning policies: how each instance was last seen, rollouts of new versions, what watched versions would have done,
-- credentials for development and CI, and how often an override was used.

-- One row an instance: its newest judged attestation, with everything a verdict turns on. What a draft policy would do
-- to the instances of an app is read off here. Written by lib/events only, in the transaction of its event.
CREATE TABLE instance_states (
  instance_id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
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
CREATE TABLE policy_rollouts (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  app_id integer NOT NULL REFERENCES apps (id),
  policy_version_id integer NOT NULL REFERENCES policy_versions (id),
  mode text NOT NULL,                  -- shadow, enforce
  percent smallint NOT NULL CHECK (percent BETWEEN 1 AND 100),
  state text NOT NULL,                 -- running, paused, stopped; completed, ended
  revision integer NOT NULL DEFAULT 1, -- grows with every change, so that no change is made unseen
  lowest_rejection_rate real,          -- the band, as shares; null: no bound
  highest_rejection_rate real,
  minimum_attestations integer NOT NULL,
  stop_reason text,
  started_by text NOT NULL,
  started_at timestamptz NOT NULL,
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL,
  watched_since timestamptz NOT NULL,  -- attestations before it don't count against the band
  ended_at timestamptz
);
--> statement-breakpoint
CREATE UNIQUE INDEX policy_rollouts_open ON policy_rollouts (app_id) WHERE ended_at IS NULL;
--> statement-breakpoint
CREATE INDEX policy_rollouts_app ON policy_rollouts (app_id, id);
--> statement-breakpoint
CREATE TRIGGER policy_rollouts_raise_config_version AFTER INSERT OR UPDATE OR DELETE ON policy_rollouts
  FOR EACH STATEMENT EXECUTE FUNCTION raise_config_version();
--> statement-breakpoint
-- What a watched version would have done, beside what was done. Written in the transaction of the events it counts.
CREATE TABLE shadow_minutes (
  rollout_id integer NOT NULL,
  bucket timestamptz NOT NULL,
  facet_id integer NOT NULL,
  outcome smallint NOT NULL,
  shadow_outcome smallint NOT NULL,
  shadow_reasons integer NOT NULL,
  slot smallint NOT NULL,              -- of the writer, as in rollup_minutes
  n integer NOT NULL,
  PRIMARY KEY (rollout_id, bucket, facet_id, outcome, shadow_outcome, shadow_reasons, slot)
);
--> statement-breakpoint
-- The instances a watched version would have judged otherwise.
CREATE TABLE shadow_instances (
  rollout_id integer NOT NULL,
  instance_id uuid NOT NULL,
  shadow_outcome smallint NOT NULL,
  PRIMARY KEY (rollout_id, instance_id, shadow_outcome)
);
--> statement-breakpoint
-- How often an override decided, and when last: counted with the events it decided.
CREATE TABLE override_uses (
  override_id integer NOT NULL,
  slot smallint NOT NULL,
  uses bigint NOT NULL,
  last_used_at timestamptz NOT NULL,
  PRIMARY KEY (override_id, slot)
);
--> statement-breakpoint
-- Lets builds that are not released pass where they are developed and tested. The private half of the key is shown
-- once and kept nowhere.
CREATE TABLE development_credentials (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  app_id integer NOT NULL REFERENCES apps (id),
  credential_id uuid NOT NULL UNIQUE,
  name text NOT NULL,
  purpose text NOT NULL,               -- development, ci
  waives text[] NOT NULL,              -- signals that don't reject where it is shown
  public_jwk jsonb NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  revoked_by text
);
--> statement-breakpoint
CREATE INDEX development_credentials_app ON development_credentials (app_id, id);
--> statement-breakpoint
CREATE TRIGGER development_credentials_raise_config_version AFTER INSERT OR UPDATE OR DELETE ON development_credentials
  FOR EACH STATEMENT EXECUTE FUNCTION raise_config_version();
--> statement-breakpoint
CREATE TABLE development_credential_uses (
  credential_id uuid NOT NULL,
  slot smallint NOT NULL,
  uses bigint NOT NULL,
  last_used_at timestamptz NOT NULL,
  PRIMARY KEY (credential_id, slot)
);
--> statement-breakpoint
-- Judged attestations by week (Monday, UTC), for the replay of drafts over months: rollup_hours without what a replay
-- does not ask for. Holds every whole week from `weeks_from` to `weeks_until`; closed as the hours are.
CREATE TABLE rollup_weeks (
  bucket timestamptz NOT NULL,
  facet_id integer NOT NULL,
  outcome smallint NOT NULL,
  signals integer NOT NULL,
  override smallint NOT NULL,
  policy_version_id integer NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (bucket, facet_id, outcome, signals, override, policy_version_id)
);
--> statement-breakpoint
CREATE TABLE week_progress (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  weeks_from timestamptz NOT NULL,
  weeks_until timestamptz NOT NULL
);
--> statement-breakpoint
INSERT INTO week_progress (weeks_from, weeks_until)
SELECT week, week FROM (SELECT date_trunc('week', coalesce((SELECT min(bucket) FROM rollup_hours), now()), 'UTC') AS week) first;
