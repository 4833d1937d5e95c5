-- What platform evidence needs to be kept: teams of iOS builds, attested App Attest keys with their counters, the apps'
-- Play Integrity keys, and the state of each host's copy of the revocation list.
ALTER TABLE "builds" ADD COLUMN "team_id" text;
--> statement-breakpoint
-- The counter is compared and set in the transaction that writes the attestation's event (lib/events/record.ts).
CREATE TABLE "app_attest_keys" (
	"app_id" integer NOT NULL REFERENCES "apps"("id"),
	"key_id" text NOT NULL,
	"instance_id" uuid NOT NULL,
	"environment" text NOT NULL,
	"counter" bigint DEFAULT 0 NOT NULL,
	"raised_by" uuid,
	"receipt" "bytea" NOT NULL,
	"enrolled_at" timestamp with time zone NOT NULL,
	CONSTRAINT "app_attest_keys_app_id_key_id_pk" PRIMARY KEY("app_id","key_id"),
	CONSTRAINT "app_attest_keys_instance_id_unique" UNIQUE("instance_id")
);
--> statement-breakpoint
CREATE TABLE "play_integrity_keys" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
	"app_id" integer NOT NULL REFERENCES "apps"("id"),
	"sealed" text NOT NULL,
	"fingerprint" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "play_integrity_keys_app" ON "play_integrity_keys" ("app_id");
--> statement-breakpoint
CREATE TRIGGER play_integrity_keys_raise_config_version AFTER INSERT OR UPDATE OR DELETE ON "play_integrity_keys"
  FOR EACH STATEMENT EXECUTE FUNCTION raise_config_version();
--> statement-breakpoint
CREATE TABLE "revocation_lists" (
	"host" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"retrieved_at" timestamp with time zone,
	"entries" integer,
	"sha256" text,
	"checked_at" timestamp with time zone NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"maximum_age_seconds" integer NOT NULL,
	"problem" text
);
