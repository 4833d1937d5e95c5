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
const FRESH_MS = 10_000;
/** For so long it serves as it is while it is read again behind the answer, which says up to when it goes. */
const KEPT_MS = 300_000;
const KEPT_MAX = 12;
/** What takes longest to read. */
const LONGEST: PreviewRange = "90d";

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
  /** Milliseconds since 1970; 0 while nobody reads it again. */
  renewedAt: number;
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
  const known = entries.get(keyOf(question));
  const age = known === undefined ? KEPT_MS : Math.abs(now.getTime() - known.at);
  if (known === undefined || age >= KEPT_MS)
    return keep(entries, question, readHistory(db, question, policies, now), now);
  const isRenewed = Math.abs(now.getTime() - known.renewedAt) < FRESH_MS;
  if (age >= FRESH_MS && !isRenewed) {
    known.renewedAt = now.getTime();
    const renewed = readHistory(db, question, policies, now);
    renewed.then(() => keep(entries, question, renewed, now)).catch(() => undefined);
  }
  return known.history;
}

/** Begins to read what the same person may ask for next, so that no draft waits for it. */
export function expectLongest(db: Database, question: HistoryQuestion, policies: KnownPolicies, now: Date): void {
  if (question.range !== LONGEST)
    recentHistory(db, { ...question, range: LONGEST }, policies, now).catch(() => undefined);
}

function keep(entries: Map<string, Kept>, question: HistoryQuestion, history: Promise<History>, now: Date) {
  const key = keyOf(question);
  entries.delete(key);
  entries.set(key, { at: now.getTime(), history, renewedAt: 0 });
  for (const oldest of [...entries.keys()].slice(0, Math.max(0, entries.size - KEPT_MAX))) entries.delete(oldest);
  history.catch(() => entries.get(key)?.history === history && entries.delete(key));
  return history;
}

const keyOf = ({ appId, range, test }: HistoryQuestion) => `${appId} ${range} ${test}`;

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
