import type { Database } from "../../../drizzle/client";
import { decide, type Verdict } from "../../attestation/decide";
import { replay } from "../../attestation/replay";
import type { PolicyPreview } from "../../contract/admin/policy-preview";
import type { AppraisalPolicy } from "../../contract/policy";
import { decodeSignals, type Signal } from "../../contract/signals";
import type { AttestationGroup } from "./attestations";
import { type ChangedGroup, previewExamples } from "./examples";
import { expectLongest, type History, type HistoryQuestion, readHistory, recentHistory } from "./history";
import type { InstanceGroup } from "./instances";
import { type KnownPolicies, policiesOfApp } from "./policies";
import { Shares } from "./shares";
import { Tally } from "./tally";

export interface PreviewQuestion extends HistoryQuestion {
  readonly draft: AppraisalPolicy;
  /** Whether what was read a moment ago will do; for whoever edits a draft. */
  readonly recent?: boolean;
}

/**
 * What a draft would change against the version in force, replayed over real history: attestations from the rollups,
 * instances from how each was last seen.
 */
export async function previewPolicy(db: Database, question: PreviewQuestion, now: Date): Promise<PolicyPreview> {
  const started = performance.now();
  const { draft, range } = question;
  const policies = await policiesOfApp(db, question.appId);
  const active = policies.active?.rules ?? null;
  const read = question.recent === true ? recentHistory : readHistory;
  const { from, to, instances, attestations } = await read(db, question, policies, now);
  if (question.recent === true) expectLongest(db, question, policies, now);
  const tally = new Tally();
  const verdicts = { draft: judged(instances, draft), active: judged(instances, active) };
  const changed = tallyInstances(tally, instances, verdicts);
  const { estimated, refused } = tallyAttestations(tally, { instances, attestations }, verdicts, { draft, policies });
  const { totals } = tally;
  const all = sum(attestations);
  return {
    ...{ range, from, to },
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
    examples: await previewExamples(db, changed),
    seen: seenSignals(instances),
    tookMs: performance.now() - started,
  };
}

/** What a policy makes of each group, in their order; judged once, for everything that asks. */
function judged(groups: readonly InstanceGroup[], policy: AppraisalPolicy | null): Verdict[] {
  return groups.map(({ facts }) => decide(policy, facts));
}

interface Verdicts {
  readonly draft: readonly Verdict[];
  readonly active: readonly Verdict[];
}

function tallyInstances(tally: Tally, groups: readonly InstanceGroup[], { draft, active }: Verdicts): ChangedGroup[] {
  const changed: ChangedGroup[] = [];
  groups.forEach((group, index) => {
    const [is, would] = [active[index], draft[index]];
    if (is === undefined || would === undefined || is.outcome === would.outcome) return;
    const change = would.outcome === "fail" ? "rejected" : "admitted";
    tally.add(group.facet, change, "instances", group.n);
    // The draft's reasons explain whom it rejects, those of today whom it admits.
    changed.push({ change, group, rejecting: (change === "rejected" ? would : is).rejecting });
  });
  return changed;
}

/** Exact wherever the record tells; the rest by the shares among instances alike. */
function tallyAttestations(
  tally: Tally,
  { instances, attestations }: Pick<History, "instances" | "attestations">,
  verdicts: Verdicts,
  { draft, policies: { active } }: { readonly draft: AppraisalPolicy; readonly policies: KnownPolicies },
): { estimated: PolicyPreview["estimated"]; refused: { active: number; draft: number } } {
  const sharesOf = once(() => new Shares(instances, verdicts.draft));
  const activeSharesOf = once(() => new Shares(instances, verdicts.active));
  const refused = { active: 0, draft: 0 };
  let unsure = 0;
  for (const group of attestations) {
    const would = replay(draft, group.recorded);
    const is = outcomeNow(group, active);
    if (would === null || is === null) unsure += group.n;
    const shareThen = would === null ? sharesOf().refused(group) : Number(would === "fail");
    const shareNow = is === null ? activeSharesOf().refused(group) : Number(is === "fail");
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
