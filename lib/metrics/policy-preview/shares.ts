import { decide } from "../../attestation/decide";
import type { AppraisalPolicy } from "../../contract/policy";
import type { AttestationGroup } from "./attestations";
import type { PreviewFacet } from "./facets";
import type { InstanceGroup } from "./instances";

interface Seen {
  fail: number;
  all: number;
}

/**
 * How large a share of attestations a policy would refuse where the rollups can't tell: the share among the instances
 * that were last seen with the same facets and signals, or, where there is none, with the same model and system, the
 * same signals, or at all.
 */
export class Shares {
  readonly #seen = new Map<number, Seen>();
  readonly #instances: number;

  constructor(policy: AppraisalPolicy, groups: readonly InstanceGroup[]) {
    let instances = 0;
    for (const { facet, facts, signals, n } of groups) {
      instances += n;
      const fails = decide(policy, facts).outcome === "fail";
      for (const key of keysOf(facet, signals)) {
        const seen = this.#seen.get(key) ?? { fail: 0, all: 0 };
        seen.all += n;
        if (fails) seen.fail += n;
        this.#seen.set(key, seen);
      }
    }
    this.#instances = instances;
  }

  /** Instances that the shares were taken from. */
  get instances(): number {
    return this.#instances;
  }

  /** The share refused, from 0 to 1. */
  refused({ facet, recorded }: AttestationGroup): number {
    for (const key of keysOf(facet, recorded.signals)) {
      const seen = this.#seen.get(key);
      if (seen !== undefined) return seen.fail / seen.all;
    }
    return 0;
  }
}

/** More than any set of signals; what a key starts with counts in steps of it. */
const STEP = 2 ** 32;
const ANYBODY = -1;

/** From the most to the least telling: facet and signals, model and system and signals, signals, anybody. */
function keysOf({ id, kin }: PreviewFacet, signals: number): number[] {
  return [(2 * id + 1) * STEP + signals, (2 * kin + 2) * STEP + signals, signals, ANYBODY];
}
