import { and, desc, eq, isNotNull, isNull } from "drizzle-orm";
import type { Database, Transaction } from "../../../drizzle/client";
import { policyRollouts, policyVersions } from "../../../drizzle/schema";
import { ROLLOUT_MODES, ROLLOUT_STATES, type Rollout } from "../../contract/admin/rollouts";
import { AttestryError } from "../../errors";
import { judgedSince, shadowCounts } from "../../metrics/rollout-counts";
import { iso, isoOrNull } from "../iso";

export type RolloutRow = typeof policyRollouts.$inferSelect;
type Reader = Pick<Database, "select" | "execute">;

/** A rollout as the API shows it, with what it has counted. */
export async function publicRollout(db: Reader, row: RolloutRow, test: boolean): Promise<Rollout> {
  const [policy] = await db
    .select({ version: policyVersions.version })
    .from(policyVersions)
    .where(eq(policyVersions.id, row.policyVersionId));
  const mode = ROLLOUT_MODES.find((one) => one === row.mode);
  const state = ROLLOUT_STATES.find((one) => one === row.state);
  if (policy === undefined || mode === undefined || state === undefined) throw new Error("a stored rollout is unknown");
  const { id, percent, revision, minimumAttestations, stopReason, startedBy, changedBy, reason } = row;
  return {
    ...{ id, percent, revision, minimumAttestations, stopReason, startedBy, changedBy, reason, mode, state },
    version: policy.version,
    band: { lowest: shareOf(row.lowestRejectionRate), highest: shareOf(row.highestRejectionRate) },
    startedAt: iso(row.startedAt),
    changedAt: iso(row.changedAt),
    endedAt: isoOrNull(row.endedAt),
    judged: mode === "enforce" ? await judgedSince(db, row, row.startedAt, test) : { attestations: 0, rejected: 0 },
    shadow: mode === "shadow" ? await shadowCounts(db, id, test) : null,
  };
}

/** A `real` of the database without the digits it never had. */
function shareOf(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(6));
}

/** The open rollout of an app, and the one that ended last. */
export async function rolloutsOf(db: Reader, appId: number) {
  const newest = (ended: boolean) =>
    db
      .select()
      .from(policyRollouts)
      .where(
        and(
          eq(policyRollouts.appId, appId),
          ended ? isNotNull(policyRollouts.endedAt) : isNull(policyRollouts.endedAt),
        ),
      )
      .orderBy(desc(policyRollouts.id))
      .limit(1);
  const [[open], [last]] = await Promise.all([newest(false), newest(true)]);
  return { open: open ?? null, last: last ?? null };
}

/** The open rollout at the revision its changer has seen. Throws `not_found`, or `conflict`. */
export async function lockRollout(tx: Transaction, appId: number, revision: number): Promise<RolloutRow> {
  const [row] = await tx
    .select()
    .from(policyRollouts)
    .where(and(eq(policyRollouts.appId, appId), isNull(policyRollouts.endedAt)))
    .for("update");
  if (row === undefined) throw new AttestryError("not_found", "No rollout of this app is open.");
  if (row.revision === revision) return row;
  const what = row.state === "stopped" ? "was stopped" : `covers ${row.percent} % and is ${row.state}, changed`;
  throw new AttestryError("conflict", `The rollout ${what} by ${row.changedBy} meanwhile. Look again, then decide.`);
}

/** Ends an app's open rollout, if there is one: completed where its version comes into force for all. */
export async function endOpenRollout(
  tx: Transaction,
  appId: number,
  activated: number,
  change: Pick<RolloutRow, "changedBy" | "changedAt" | "reason">,
): Promise<void> {
  const { open } = await rolloutsOf(tx, appId);
  if (open === null) return;
  const completed = open.mode === "enforce" && open.policyVersionId === activated;
  await tx
    .update(policyRollouts)
    .set({
      state: completed ? "completed" : "ended",
      revision: open.revision + 1,
      ...change,
      endedAt: change.changedAt,
    })
    .where(eq(policyRollouts.id, open.id));
}

/** What the audit keeps of a rollout. */
export function auditedRollout({ mode, percent, state, minimumAttestations, stopReason, reason, ...row }: RolloutRow) {
  const band = { lowest: shareOf(row.lowestRejectionRate), highest: shareOf(row.highestRejectionRate) };
  return {
    ...{ mode, percent, state, band, minimumAttestations },
    ...(stopReason === null ? {} : { stopReason }),
    ...(reason === null ? {} : { reason }),
  };
}
