-- From when on instances are sketched by app and platform, and by these and the release (lib/events/sketches.ts). An
-- earlier release did not: what it summarised has no such sketches, and instances are then not counted by them.
ALTER TABLE summary_progress ADD COLUMN combined_since timestamptz NOT NULL DEFAULT '1970-01-01T00:00:00Z';
--> statement-breakpoint
UPDATE summary_progress SET combined_since = values_until WHERE EXISTS (SELECT FROM sketch_days);
