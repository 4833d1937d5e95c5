import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { ATTEMPT_KINDS, OUTCOMES } from "../contract/outcome";
import { select } from "./select";
import { instant } from "./sql-time";

const MINUTE_MS = 60_000;

const judgedRow = z.object({ attestations: z.number(), rejected: z.number() });
export type Judged = z.infer<typeof judgedRow>;

type Reader = Pick<Database, "execute">;

/** Attestations that a policy version has judged since an instant, whole minutes, and how many it refused. */
export async function judgedSince(
  db: Reader,
  { appId, policyVersionId }: { appId: number; policyVersionId: number },
  since: Date,
  test: boolean,
): Promise<Judged> {
  const from = Math.floor(since.getTime() / MINUTE_MS) * MINUTE_MS;
  // Minutes go back some days only: of an older rollout the hours tell the rest.
  const [found] = await select(
    db,
    judgedRow,
    sql`WITH progress AS (SELECT greatest(hours_until, ${instant(from)}) AS hours_until FROM rollup_progress),
      counted AS (
        SELECT facet_id, outcome, n::bigint AS n FROM rollup_minutes, progress
        WHERE bucket >= CASE WHEN ${instant(from)} > now() - interval '7 days' THEN ${instant(from)} ELSE hours_until END
          AND kind = ${ATTEMPT_KINDS.attestation} AND policy_version_id = ${policyVersionId}
        UNION ALL
        SELECT facet_id, outcome, n FROM rollup_hours, progress
        WHERE ${instant(from)} <= now() - interval '7 days' AND bucket >= ${instant(from)} AND bucket < hours_until
          AND kind = ${ATTEMPT_KINDS.attestation} AND policy_version_id = ${policyVersionId}
      )
      SELECT coalesce(sum(n), 0)::float8 AS attestations,
        coalesce(sum(n) FILTER (WHERE outcome = ${OUTCOMES.fail}), 0)::float8 AS rejected
      FROM counted JOIN facets f ON f.id = facet_id WHERE f.app_id = ${appId} AND (NOT f.test OR ${test})`,
  );
  return found ?? { attestations: 0, rejected: 0 };
}

const shadowRow = z.object({ attestations: z.number(), rejected: z.number(), admitted: z.number() });
const instanceRow = z.object({ rejected: z.number(), admitted: z.number() });

/** What a watched version would have judged otherwise, as attestations and as instances. */
export async function shadowCounts(db: Reader, rolloutId: number, test: boolean) {
  const [attestations, instances] = await Promise.all([
    select(
      db,
      shadowRow,
      sql`SELECT coalesce(sum(n), 0)::float8 AS attestations,
          coalesce(sum(n) FILTER (WHERE outcome > shadow_outcome), 0)::float8 AS rejected,
          coalesce(sum(n) FILTER (WHERE outcome < shadow_outcome), 0)::float8 AS admitted
        FROM shadow_minutes JOIN facets f ON f.id = facet_id
        WHERE rollout_id = ${rolloutId} AND (NOT f.test OR ${test})`,
    ),
    select(
      db,
      instanceRow,
      sql`SELECT count(*) FILTER (WHERE shadow_outcome = ${OUTCOMES.fail})::float8 AS rejected,
          count(*) FILTER (WHERE shadow_outcome = ${OUTCOMES.pass})::float8 AS admitted
        FROM shadow_instances s JOIN instances i ON i.id = s.instance_id
        WHERE rollout_id = ${rolloutId} AND (NOT i.test OR ${test})`,
    ),
  ]);
  const [counted, seen] = [attestations[0], instances[0]];
  return {
    attestations: counted?.attestations ?? 0,
    rejected: { attestations: counted?.rejected ?? 0, instances: seen?.rejected ?? 0 },
    admitted: { attestations: counted?.admitted ?? 0, instances: seen?.admitted ?? 0 },
  };
}
