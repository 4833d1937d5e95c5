-- Why a version was put in force, and why a rollout was started or changed last. Null where nobody said.
ALTER TABLE policy_activations ADD COLUMN reason text;
--> statement-breakpoint
ALTER TABLE policy_rollouts ADD COLUMN reason text;
