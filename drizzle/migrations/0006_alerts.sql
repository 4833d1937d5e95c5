-- Alerts: what is watched, who is told, what happened, and the outbox that makes each notification leave exactly once.
CREATE TABLE alert_channels (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  kind text NOT NULL,
  target text NOT NULL,          -- for people: host or addresses
  sealed text NOT NULL,          -- URL, keys and passwords, sealed to the vault; '' once deleted
  seal_id uuid NOT NULL,         -- part of the purpose it is sealed for
  fingerprint text,
  filter text,                   -- kind events: what of the feed
  cursor_position bigint,        -- kind events: how much of the feed is in deliveries
  cursor_event uuid,
  enabled boolean NOT NULL DEFAULT true,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
--> statement-breakpoint
CREATE UNIQUE INDEX alert_channels_name ON alert_channels (name) WHERE deleted_at IS NULL;
--> statement-breakpoint
CREATE TABLE alert_rules (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  severity text NOT NULL,
  definition jsonb NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  muted_until timestamptz,
  muted_by text,
  mute_reason text,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
--> statement-breakpoint
CREATE UNIQUE INDEX alert_rules_name ON alert_rules (name) WHERE deleted_at IS NULL;
--> statement-breakpoint
CREATE TABLE alert_rule_channels (
  rule_id integer NOT NULL REFERENCES alert_rules (id),
  channel_id integer NOT NULL REFERENCES alert_channels (id),
  PRIMARY KEY (rule_id, channel_id)
);
--> statement-breakpoint
CREATE TABLE alert_incidents (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  rule_id integer NOT NULL REFERENCES alert_rules (id),
  rule_name text NOT NULL,
  severity text NOT NULL,
  definition jsonb NOT NULL,     -- the rule as it was
  opened_at timestamptz NOT NULL,
  opened jsonb NOT NULL,         -- the measurement that fired
  worst jsonb NOT NULL,
  closed_at timestamptz,
  close_cause text,
  muted boolean NOT NULL,
  acknowledged_at timestamptz,
  acknowledged_by text,
  note text
);
--> statement-breakpoint
CREATE UNIQUE INDEX alert_incidents_open ON alert_incidents (rule_id) WHERE closed_at IS NULL;
--> statement-breakpoint
CREATE INDEX alert_incidents_rule ON alert_incidents (rule_id, id DESC);
--> statement-breakpoint
-- Where each rule stands. Its row is the lease: whoever holds it judges the rule, and nobody else does.
CREATE TABLE alert_states (
  rule_id integer PRIMARY KEY REFERENCES alert_rules (id),
  phase text NOT NULL DEFAULT 'quiet',
  phase_since timestamptz,
  evaluated_until timestamptz NOT NULL,
  latest jsonb,
  incident_id integer REFERENCES alert_incidents (id)
);
--> statement-breakpoint
-- The outbox: written in the transaction that opens or closes an incident, delivered afterwards. The id goes with every
-- attempt, so that a receiver can tell a repeated one.
CREATE TABLE alert_deliveries (
  id uuid PRIMARY KEY,
  channel_id integer NOT NULL REFERENCES alert_channels (id),
  incident_id integer REFERENCES alert_incidents (id),
  kind text NOT NULL,
  payload jsonb NOT NULL,
  summary text NOT NULL,
  state text NOT NULL DEFAULT 'waiting',
  tries integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  leased_until timestamptz,
  created_at timestamptz NOT NULL,
  settled_at timestamptz
);
--> statement-breakpoint
CREATE UNIQUE INDEX alert_deliveries_once ON alert_deliveries (incident_id, channel_id, kind) WHERE incident_id IS NOT NULL;
--> statement-breakpoint
CREATE INDEX alert_deliveries_due ON alert_deliveries (next_attempt_at) WHERE state = 'waiting';
--> statement-breakpoint
CREATE INDEX alert_deliveries_channel ON alert_deliveries (channel_id, id DESC);
--> statement-breakpoint
CREATE TABLE alert_attempts (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  delivery_id uuid NOT NULL REFERENCES alert_deliveries (id) ON DELETE CASCADE,
  at timestamptz NOT NULL,
  milliseconds integer NOT NULL,
  status integer,
  problem text
);
--> statement-breakpoint
CREATE INDEX alert_attempts_delivery ON alert_attempts (delivery_id, id);
--> statement-breakpoint
-- The feed for export. Events commit in another order than they happened in, so no column of theirs can be a cursor:
-- each batch gets a number of the feed after it is committed, by one process at a time (lib/events/feed.ts).
ALTER TABLE attestation_events ADD COLUMN batch bigint;
--> statement-breakpoint
CREATE SEQUENCE event_batch_ids;
--> statement-breakpoint
CREATE TABLE event_batches_new (
  batch bigint PRIMARY KEY,
  n integer NOT NULL,
  min_ts timestamptz NOT NULL,
  max_ts timestamptz NOT NULL
);
--> statement-breakpoint
CREATE TABLE event_batches (
  position bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  batch bigint NOT NULL,
  n integer NOT NULL,
  min_ts timestamptz NOT NULL,
  max_ts timestamptz NOT NULL
);
--> statement-breakpoint
-- What admins set in the console about history; null leaves it to the environment.
CREATE TABLE history_settings (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  retention_days integer
);
--> statement-breakpoint
INSERT INTO history_settings (retention_days) VALUES (NULL);
