import type { Database } from "../../../drizzle/client";
import type { PreviewRange } from "../../contract/admin/policy-preview";
import { RANGES } from "../../contract/filter";
import { floor } from "../time-window";
import { type AttestationGroup, attestationGroups, attestationRows } from "./attestations";
import { facetIdsOfApp, facetsOfApp } from "./facets";
import { type InstanceGroup, instanceGroups, instanceRows } from "./instances";
import type { KnownPolicies } from "./policies";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Whoever edits a draft asks again with every click: what was read serves them all for so long. */
const KEPT_MS = 10_000;
const KEPT_MAX = 12;

/** Everything a draft is replayed over, in groups that no policy can tell apart. */
export interface History {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly instances: readonly InstanceGroup[];
  readonly attestations: readonly AttestationGroup[];
}

export interface HistoryQuestion {
  readonly appId: number;
  readonly range: PreviewRange;
  readonly test: boolean;
}

interface Kept {
  readonly at: number;
  readonly history: Promise<History>;
}

const kept = new WeakMap<Database, Map<string, Kept>>();

/** The history of an app as it was read a moment ago, or as it is read now. */
export function recentHistory(
  db: Database,
  question: HistoryQuestion,
  policies: KnownPolicies,
  now: Date,
): Promise<History> {
  const entries = kept.get(db) ?? new Map<string, Kept>();
  kept.set(db, entries);
  const key = `${question.appId} ${question.range} ${question.test}`;
  const known = entries.get(key);
  if (known !== undefined && Math.abs(now.getTime() - known.at) < KEPT_MS) return known.history;
  const history = readHistory(db, question, policies, now);
  entries.delete(key);
  entries.set(key, { at: now.getTime(), history });
  for (const oldest of [...entries.keys()].slice(0, Math.max(0, entries.size - KEPT_MAX))) entries.delete(oldest);
  history.catch(() => entries.delete(key));
  return history;
}

/** Reads it: O(rollup rows of the range + instances), whatever the number of attestations. */
export async function readHistory(
  db: Database,
  { appId, range, test }: HistoryQuestion,
  policies: KnownPolicies,
  now: Date,
): Promise<History> {
  const window = windowOf(range, now);
  const ids = facetIdsOfApp(appId, test);
  const [facets, instances, attestations] = await Promise.all([
    facetsOfApp(db, appId, test),
    instanceRows(db, ids, window.from),
    attestationRows(db, ids, window),
  ]);
  return {
    ...window,
    instances: instanceGroups(instances, facets),
    attestations: attestationGroups(attestations, facets, policies),
  };
}

/** Whole minutes for the last hour, whole hours for more, up to now. */
function windowOf(range: PreviewRange, now: Date): { from: number; to: number } {
  const from = now.getTime() - RANGES[range] * 1000;
  return { from: floor(from, range === "1h" ? MINUTE_MS : HOUR_MS), to: now.getTime() };
}
