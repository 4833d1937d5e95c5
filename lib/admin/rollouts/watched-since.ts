import type { Database } from "../../../drizzle/client";
import { judgedSince } from "../../metrics/rollout-counts";

const MINUTE_MS = 60_000;

/** The start of the minute after this one: the first whose counts hold nothing of what is past. */
export function nextMinute(now: Date): Date {
  return new Date((Math.floor(now.getTime() / MINUTE_MS) + 1) * MINUTE_MS);
}

/**
 * From when on attestations count against the band of a rollout that starts now: at once, unless its version has judged
 * in this very minute, before another rollout of it ended.
 */
export async function watchedFromStart(
  db: Pick<Database, "execute">,
  version: { readonly appId: number; readonly policyVersionId: number },
  now: Date,
): Promise<Date> {
  const { attestations } = await judgedSince(db, version, now, false);
  return attestations === 0 ? now : nextMinute(now);
}
