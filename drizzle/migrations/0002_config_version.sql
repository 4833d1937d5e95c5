-- Every change to what the data plane holds in memory raises one number and wakes its listeners. Triggers do it, so
-- that no writer can forget; a poll of the number is the safety net for a lost wake-up.
CREATE TABLE config_version (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  version bigint NOT NULL
);
--> statement-breakpoint
INSERT INTO config_version (version) VALUES (1);
--> statement-breakpoint
CREATE FUNCTION raise_config_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  raised bigint;
BEGIN
  UPDATE config_version SET version = version + 1 RETURNING version INTO raised;
  PERFORM pg_notify('attestry_config', raised::text);
  RETURN NULL;
END $$;
--> statement-breakpoint
DO $$
DECLARE
  watched text;
BEGIN
  FOREACH watched IN ARRAY ARRAY['apps', 'builds', 'api_domains', 'app_api_domains', 'token_keys', 'overrides', 'vault_keys', 'service_keys'] LOOP
    EXECUTE format('CREATE TRIGGER %I AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION raise_config_version()',
      watched || '_raise_config_version', watched);
  END LOOP;
END $$;
