/**
 * What judged attestations count towards besides history: how each instance was last seen, a watched policy, an
 * override, a development credential. Parts of the one statement of record-statement.ts, common table expressions over
 * `judged`, the stored events that are no replays, and `inserted`, all that were stored: an event written twice counts
 * once here too.
 */
export const INSTANCE_STATES = `
states AS (
  INSERT INTO instance_states AS s (instance_id, at, facet_id, outcome, signals, reasons, override, policy_version_id,
    measured, security_level, build, patch_level, attested)
  SELECT DISTINCT ON (instance_id) instance_id, ts, facet_id, outcome, signals, reasons, override,
    coalesce(policy_version_id, 0), measured, security_level, build, patch_level, attested
  FROM judged WHERE instance_id IS NOT NULL AND measured IS NOT NULL
  ORDER BY instance_id, ts DESC
  ON CONFLICT (instance_id) DO UPDATE SET at = excluded.at, facet_id = excluded.facet_id, outcome = excluded.outcome,
    signals = excluded.signals, reasons = excluded.reasons, override = excluded.override,
    policy_version_id = excluded.policy_version_id, measured = excluded.measured,
    security_level = excluded.security_level, build = excluded.build, patch_level = excluded.patch_level,
    attested = excluded.attested
  WHERE s.at < excluded.at
)`;

export const SHADOW_COUNTS = `
shadow_counts AS (
  INSERT INTO shadow_minutes AS m
  SELECT rollout_id, date_trunc('minute', ts), facet_id, outcome, shadow_outcome, shadow_reasons, $1::smallint, count(*)
  FROM judged WHERE rollout_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (rollout_id, bucket, facet_id, outcome, shadow_outcome, shadow_reasons, slot)
  DO UPDATE SET n = m.n + excluded.n
), shadow_seen AS (
  INSERT INTO shadow_instances
  SELECT DISTINCT rollout_id, instance_id, shadow_outcome FROM judged
  WHERE rollout_id IS NOT NULL AND instance_id IS NOT NULL AND outcome <> shadow_outcome ORDER BY 1, 2, 3
  ON CONFLICT DO NOTHING
)`;

export const OVERRIDE_COUNTS = `
override_counts AS (
  INSERT INTO override_uses AS u
  SELECT override_id, $1::smallint, count(*), max(ts) FROM judged WHERE override_id IS NOT NULL GROUP BY 1 ORDER BY 1
  ON CONFLICT (override_id, slot) DO UPDATE SET uses = u.uses + excluded.uses,
    last_used_at = greatest(u.last_used_at, excluded.last_used_at)
)`;

export const CREDENTIAL_COUNTS = `
credential_counts AS (
  INSERT INTO development_credential_uses AS u
  SELECT credential_id, $1::smallint, count(*), max(ts) FROM judged WHERE credential_id IS NOT NULL GROUP BY 1 ORDER BY 1
  ON CONFLICT (credential_id, slot) DO UPDATE SET uses = u.uses + excluded.uses,
    last_used_at = greatest(u.last_used_at, excluded.last_used_at)
)`;

export const LATE_WEEKS = `
late_weeks AS (
  INSERT INTO rollup_weeks AS w
  SELECT date_trunc('week', ts, 'UTC'), facet_id, outcome, signals, override, coalesce(policy_version_id, 0), count(*)
  FROM inserted, week_progress p WHERE kind = 2 AND ts >= p.weeks_from AND ts < p.weeks_until
  GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (bucket, facet_id, outcome, signals, override, policy_version_id) DO UPDATE SET n = w.n + excluded.n
)`;
