-- How many enrolments a development credential may be shown at; null for any number.
ALTER TABLE development_credentials ADD COLUMN uses_max integer CHECK (uses_max > 0);
--> statement-breakpoint
-- The enrolments counted against it: apart from the credential, whose changes make every process read its configuration.
CREATE TABLE development_credential_redemptions (
  credential_id uuid PRIMARY KEY REFERENCES development_credentials (credential_id),
  n integer NOT NULL
);
