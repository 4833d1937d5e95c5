-- Runtime secrets: sealed versions, whom they are for, and which instance was given what.

-- The key pairs that secrets are sealed to. The private half is here only wrapped by a key provider, which is never
-- the database; the newest one that is not retired seals.
CREATE TABLE secret_vault_keys (
  kid text PRIMARY KEY,                -- RFC 7638 thumbprint
  public_jwk jsonb NOT NULL,
  provider text NOT NULL,              -- lib/contract/vault.ts KEY_PROVIDERS
  provider_key text NOT NULL,          -- which of the provider's keys wraps it, for people
  wrapped text NOT NULL,               -- what the provider made of the private key
  created_at timestamptz NOT NULL DEFAULT now(),
  wrapped_at timestamptz NOT NULL DEFAULT now(),
  retired_at timestamptz
);
--> statement-breakpoint
-- What each data plane last said of its key provider. Not configuration: nothing watches it.
CREATE TABLE secret_vault_reports (
  node text PRIMARY KEY,
  provider text NOT NULL,
  ready boolean NOT NULL,
  problem text,
  since timestamptz NOT NULL,
  reported_at timestamptz NOT NULL
);
--> statement-breakpoint
CREATE TABLE secrets (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  uid uuid NOT NULL UNIQUE,            -- in the sealed values' header, so that none can be moved to another secret
  name text NOT NULL,
  domains text[] NOT NULL,             -- API domains its value may be sent to
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  archived_at timestamptz
);
--> statement-breakpoint
-- Which apps get a secret, from which app version on. The name is here too, so that it is unique within an app.
CREATE TABLE secret_scopes (
  app_id integer NOT NULL REFERENCES apps (id),
  name text NOT NULL,
  secret_id integer NOT NULL REFERENCES secrets (id),
  min_version text,
  PRIMARY KEY (app_id, name)
);
--> statement-breakpoint
CREATE INDEX secret_scopes_secret ON secret_scopes (secret_id);
--> statement-breakpoint
-- Immutable but for when they end. `overlap_seconds` is how long the version before answers on after this one starts.
CREATE TABLE secret_versions (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  secret_id integer NOT NULL REFERENCES secrets (id),
  version integer NOT NULL,
  vault_kid text NOT NULL REFERENCES secret_vault_keys (kid),
  sealed text NOT NULL,                -- compact JWE to the vault
  bytes integer NOT NULL,              -- length of the value
  fingerprint text NOT NULL,           -- 12 hex digits, salted and slow: lib/contract/secret-sealing.ts
  note text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  active_from timestamptz NOT NULL,
  overlap_seconds integer NOT NULL,
  revoked_at timestamptz,
  revoked_by text,
  revoke_reason text,
  UNIQUE (secret_id, version)
);
--> statement-breakpoint
-- Whether the data plane could open a version. Not configuration: nothing watches it.
CREATE TABLE secret_openings (
  version_id integer PRIMARY KEY REFERENCES secret_versions (id),
  problem text,                        -- null: opened
  at timestamptz NOT NULL
);
--> statement-breakpoint
-- Each set of versions that was ever handed out together, by the key that instances quote.
CREATE TABLE secret_sets (
  key text PRIMARY KEY,
  version_ids integer[] NOT NULL,
  last_delivered_at timestamptz        -- kept up by the data plane's upkeep, a few seconds behind
);
--> statement-breakpoint
-- The set each instance holds: one row an instance, overwritten with every delivery.
CREATE TABLE secret_holdings (
  instance_id uuid PRIMARY KEY,
  set_key text NOT NULL,
  facet_id integer NOT NULL,
  delivered_at timestamptz NOT NULL
) WITH (fillfactor = 70);
--> statement-breakpoint
-- How many instances held a version at the end of a minute, while a rotation is under way.
CREATE TABLE secret_adoption (
  version_id integer NOT NULL REFERENCES secret_versions (id),
  test boolean NOT NULL,
  bucket timestamptz NOT NULL,
  instances integer NOT NULL,          -- active in the 24 hours before and holding this version
  active integer NOT NULL,             -- active in the 24 hours before and holding any version of the secret
  PRIMARY KEY (version_id, test, bucket)
);
--> statement-breakpoint
-- Instances that said they used a version after it was retired or revoked.
CREATE TABLE secret_retired_uses (
  version_id integer NOT NULL REFERENCES secret_versions (id),
  instance_id uuid NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  n integer NOT NULL,
  PRIMARY KEY (version_id, instance_id)
);
--> statement-breakpoint
DO $$
DECLARE
  watched text;
BEGIN
  FOREACH watched IN ARRAY ARRAY['secret_vault_keys', 'secrets', 'secret_scopes', 'secret_versions'] LOOP
    EXECUTE format('CREATE TRIGGER %I AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION raise_config_version()',
      watched || '_raise_config_version', watched);
  END LOOP;
END $$;
