import type { Database } from "../../../drizzle/client";
import { decide } from "../../attestation/decide";
import { replay } from "../../attestation/replay";
import type { PolicyPreview, PreviewRange } from "../../contract/admin/policy-preview";
import { RANGES } from "../../contract/filter";
import type { AppraisalPolicy } from "../../contract/policy";
import { decodeSignals, type Signal } from "../../contract/signals";
import { floor } from "../time-window";
import { type AttestationGroup, attestationGroups } from "./attestations";
import { type ChangedGroup, previewExamples } from "./examples";
import { facetIdsOfApp, facetsOfApp } from "./facets";
import { type InstanceGroup, instanceGroups } from "./instances";
import { patchClasses } from "./patch-class";
import { type KnownPolicies, policiesOfApp } from "./policies";
import { Shares } from "./shares";
import { Tally } from "./tally";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export interface PreviewQuestion {
  readonly appId: number;
  readonly draft: AppraisalPolicy;
  readonly range: PreviewRange;
  /** Whether test traffic counts. */
  readonly test: boolean;
}

/**
 * What a draft would change against the version in force, replayed over real history: attestations from the rollups,
 * instances from how each was last seen. O(rollup rows of the range + instances), whatever the number of attestations.
 */
export async function previewPolicy(db: Database, question: PreviewQuestion, now: Date): Promise<PolicyPreview> {
  const started = performance.now();
  const window = windowOf(question.range, now);
  const [facets, policies] = await Promise.all([
    facetsOfApp(db, question.appId, question.test),
    policiesOfApp(db, question.appId),
  ]);
  const active = policies.active?.rules ?? null;
  const ids = facetIdsOfApp(question.appId, question.test);
  const patches = patchClasses([question.draft, active]);
  const [instances, attestations] = await Promise.all([
    instanceGroups(db, facets, ids, window.from, patches),
    attestationGroups(db, facets, ids, policies, window),
  ]);
  const tally = new Tally();
  const changed = tallyInstances(tally, instances, question.draft, active);
  const { estimated, refused } = tallyAttestations(tally, attestations, instances, question.draft, policies);
  const all = sum(attestations);
  const { totals } = tally;
  return {
    range: question.range,
    ...window,
    activeVersion: policies.active?.version ?? null,
    instances: {
      active: sum(instances),
      rejected: totals.rejected.instances,
      admitted: totals.admitted.instances,
    },
    attestations: {
      all,
      rejected: Math.round(totals.rejected.attestations),
      admitted: Math.round(totals.admitted.attestations),
    },
    rates: { active: all === 0 ? 0 : refused.active / all, draft: all === 0 ? 0 : refused.draft / all },
    estimated,
    dimensions: tally.dimensions(),
    examples: await previewExamples(
      db,
      changed,
      (change) => (change === "rejected" ? question.draft : active),
      window.from,
      patches,
    ),
    seen: seenSignals(instances),
    tookMs: performance.now() - started,
  };
}

/** Whole minutes for the last hour, whole hours for more, up to now. */
function windowOf(range: PreviewRange, now: Date): { from: number; to: number } {
  const from = now.getTime() - RANGES[range] * 1000;
  return { from: floor(from, range === "1h" ? MINUTE_MS : HOUR_MS), to: now.getTime() };
}

function tallyInstances(
  tally: Tally,
  groups: readonly InstanceGroup[],
  draft: AppraisalPolicy,
  active: AppraisalPolicy | null,
): ChangedGroup[] {
  return groups.flatMap((group): ChangedGroup[] => {
    const is = decide(active, group.facts).outcome;
    const would = decide(draft, group.facts).outcome;
    if (is === would) return [];
    const change = would === "fail" ? "rejected" : "admitted";
    tally.add(group.facet, change, "instances", group.n);
    return [{ change, group }];
  });
}

/** Exact wherever the record tells; the rest by the shares among instances alike. */
function tallyAttestations(
  tally: Tally,
  groups: readonly AttestationGroup[],
  instances: readonly InstanceGroup[],
  draft: AppraisalPolicy,
  { active }: KnownPolicies,
): { estimated: PolicyPreview["estimated"]; refused: { active: number; draft: number } } {
  const sharesOf = once(() => new Shares(draft, instances));
  const activeSharesOf = once(() => active && new Shares(active.rules, instances));
  const refused = { active: 0, draft: 0 };
  let unsure = 0;
  for (const group of groups) {
    const would = replay(draft, group.recorded);
    const is = outcomeNow(group, active);
    if (would === null || is === null) unsure += group.n;
    const shareThen = would === null ? sharesOf().refused(group) : Number(would === "fail");
    const shareNow = is === null ? (activeSharesOf()?.refused(group) ?? 1) : Number(is === "fail");
    refused.draft += shareThen * group.n;
    refused.active += shareNow * group.n;
    const difference = (shareThen - shareNow) * group.n;
    if (difference !== 0)
      tally.add(group.facet, difference > 0 ? "rejected" : "admitted", "attestations", Math.abs(difference));
  }
  const estimated = unsure === 0 ? null : { attestations: unsure, fromInstances: sharesOf().instances };
  return { estimated, refused };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** What the version in force makes of it: what was decided, where it was that version that decided. */
function outcomeNow(group: AttestationGroup, active: KnownPolicies["active"]) {
  if (active === null) return "fail";
  return group.policyVersionId === active.id ? group.outcome : replay(active.rules, group.recorded);
}

function seenSignals(groups: readonly InstanceGroup[]): Partial<Record<Signal, number>> {
  const bySet = new Map<number, number>();
  for (const { signals, n } of groups) bySet.set(signals, (bySet.get(signals) ?? 0) + n);
  const seen: Partial<Record<Signal, number>> = {};
  for (const [signals, n] of bySet) for (const id of decodeSignals(signals)) seen[id] = (seen[id] ?? 0) + n;
  return seen;
}

const sum = (groups: readonly { readonly n: number }[]) => groups.reduce((all, { n }) => all + n, 0);
