import type { Verdict } from "../../attestation/decide";
import type { AttestationGroup } from "./attestations";
import type { InstanceGroup } from "./instances";

interface Seen {
  fail: number;
  all: number;
}

/** More than any set of signals: what tells a key apart counts in steps of it. */
const STEP = 2 ** 32;

/**
 * How large a share of attestations a policy would refuse where the rollups can't tell: the share among the instances
 * that were last seen with the same facets and signals, or, where there is none, with the same model and system, the
 * same signals, or at all.
 */
export class Shares {
  readonly #byFacet = new Map<number, Seen>();
  readonly #byKin = new Map<number, Seen>();
  readonly #bySignals = new Map<number, Seen>();
  readonly #anybody: Seen = { fail: 0, all: 0 };

  /** `verdicts` are what the policy makes of each of the groups. */
  constructor(groups: readonly InstanceGroup[], verdicts: readonly Verdict[]) {
    groups.forEach(({ facet, signals, n }, index) => {
      const fail = verdicts[index]?.outcome === "pass" ? 0 : n;
      add(this.#byFacet, facet.id * STEP + signals, fail, n);
      add(this.#byKin, facet.kin * STEP + signals, fail, n);
    });
    for (const [key, { fail, all }] of this.#byKin) add(this.#bySignals, key % STEP, fail, all);
    for (const { fail, all } of this.#bySignals.values()) {
      this.#anybody.fail += fail;
      this.#anybody.all += all;
    }
  }

  /** Instances that the shares were taken from. */
  get instances(): number {
    return this.#anybody.all;
  }

  /** The share refused, from 0 to 1. */
  refused({ facet, recorded: { signals } }: AttestationGroup): number {
    const seen =
      this.#byFacet.get(facet.id * STEP + signals) ??
      this.#byKin.get(facet.kin * STEP + signals) ??
      this.#bySignals.get(signals) ??
      this.#anybody;
    return seen.all === 0 ? 0 : seen.fail / seen.all;
  }
}

function add(sums: Map<number, Seen>, key: number, fail: number, all: number): void {
  const seen = sums.get(key);
  if (seen === undefined) sums.set(key, { fail, all });
  else {
    seen.fail += fail;
    seen.all += all;
  }
}
