import { and, eq, isNull, or, sql } from "drizzle-orm";
import type { Database, Transaction } from "../../../drizzle/client";
import { policyRollouts } from "../../../drizzle/schema";
import { type Judged, judgedSince } from "../../metrics/rollout-counts";
import { appendAudit } from "../audit/chain";
import { firstRow } from "../rows";
import { auditedRollout, type RolloutRow } from "./public-rollout";

/** The stretch whose rejection rate is held against the band. */
const WATCHED_MS = 10 * 60_000;
const ACTOR = { kind: "system", name: "rollout guard", address: null } as const;

/**
 * Stops every running rollout whose rejection rate has left its band: its version judges nobody until somebody goes on
 * with it. State and band live in the database, so that a restart forgets nothing and of several guards one stops it.
 * Returns the numbers of the rollouts that were stopped.
 */
export async function stopRolloutsOutsideBand(db: Database, now: Date): Promise<number[]> {
  const watched = await db
    .select()
    .from(policyRollouts)
    .where(
      and(
        isNull(policyRollouts.endedAt),
        eq(policyRollouts.state, "running"),
        eq(policyRollouts.mode, "enforce"),
        or(
          sql`${policyRollouts.lowestRejectionRate} IS NOT NULL`,
          sql`${policyRollouts.highestRejectionRate} IS NOT NULL`,
        ),
      ),
    );
  const stopped: number[] = [];
  for (const rollout of watched) if (await stopOutsideBand(db, rollout, now)) stopped.push(rollout.id);
  return stopped;
}

async function stopOutsideBand(db: Database, rollout: RolloutRow, now: Date): Promise<boolean> {
  const since = new Date(Math.max(rollout.watchedSince.getTime(), now.getTime() - WATCHED_MS));
  const reason = reasonToStop(rollout, await judgedSince(db, rollout, since, false));
  return reason !== null && db.transaction((tx) => stop(tx, rollout, reason, now));
}

/** One sentence on why the band does not hold, or null where it does or too little is known. */
export function reasonToStop(
  rollout: Pick<RolloutRow, "lowestRejectionRate" | "highestRejectionRate" | "minimumAttestations">,
  { attestations, rejected }: Judged,
): string | null {
  if (attestations < rollout.minimumAttestations) return null;
  const rate = rejected / attestations;
  const [lowest, highest] = [rollout.lowestRejectionRate ?? 0, rollout.highestRejectionRate ?? 1];
  if (rate >= lowest && rate <= highest) return null;
  const bound = rate > highest ? `above ${percent(highest)}` : `below ${percent(lowest)}`;
  return `${rejected} of ${attestations} attestations were rejected within 10 min: ${percent(rate)}, ${bound}.`;
}

async function stop(tx: Transaction, seen: RolloutRow, stopReason: string, now: Date): Promise<boolean> {
  // The same turn as every change of the configuration takes (lib/admin/change.ts).
  await tx.execute(sql`SELECT version FROM config_version FOR UPDATE`);
  const rows = await tx
    .update(policyRollouts)
    .set({
      state: "stopped",
      stopReason,
      revision: seen.revision + 1,
      changedBy: ACTOR.name,
      changedAt: now,
      reason: null,
    })
    .where(and(eq(policyRollouts.id, seen.id), eq(policyRollouts.revision, seen.revision)))
    .returning();
  if (rows.length === 0) return false;
  await appendAudit(
    tx,
    ACTOR,
    {
      action: "rollout.stop",
      entity: `app:${seen.appId}/rollout:${seen.id}`,
      before: auditedRollout(seen),
      after: auditedRollout(firstRow(rows)),
    },
    now,
  );
  return true;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
