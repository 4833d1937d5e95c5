/**
 * The result of one attempt, passed or not: everything its event, its answer and its decision page are made of.
 * A bad device is a result; only our own malfunction is thrown.
 * @module
 */
import type { StoredCheck } from "../contract/checks";
import type { AttemptKind, Outcome, OverrideKind } from "../contract/outcome";
import type { RefusalCode } from "../contract/protocol";
import type { Signal } from "../contract/signals";
import type { Wants } from "../contract/wants";
import { orderReasons } from "./appraise";
import type { PublicJwk } from "./claims";
import type { Facts } from "./decide";
import type { RegisteredApp } from "./reference-values";
import type { ShadowVerdict } from "./rollout";

/** How a refused request is answered; a refused device gets a decoy instead. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly description: string;
}

/** What history is grouped by; empty where unknown. */
export interface AttemptFacets {
  readonly platform: string;
  readonly appVersion: string;
  readonly sdkVersion: string;
  readonly osVersion: string;
  readonly model: string;
  readonly country: string;
  readonly format: string;
}

export interface Attempt {
  readonly kind: AttemptKind;
  readonly at: Date;
  readonly outcome: Outcome;
  /** Set when the request itself is answered with an error. */
  readonly refusal: Refusal | null;
  readonly app: RegisteredApp | null;
  readonly instanceId: string | null;
  readonly test: boolean;
  readonly signals: readonly Signal[];
  readonly reasons: readonly Signal[];
  readonly annotations: readonly Signal[];
  readonly override: OverrideKind;
  readonly checks: readonly StoredCheck[];
  readonly claims: Readonly<Record<string, unknown>>;
  readonly details: Readonly<Record<string, string>>;
  readonly facets: AttemptFacets;
  /** Counter of the App Attest assertion it came with, to be greater than every one before; null without one. */
  readonly counter: number | null;
  /** What a policy judged; null where the request was refused before it came to that. */
  readonly facts: Facts | null;
  /** What a policy that is only watched would have made of it. */
  readonly shadow: ShadowVerdict | null;
  /** Row id of the override that decided. */
  readonly overrideId: number | null;
  /** UUID of the development credential that held. */
  readonly credentialId: string | null;
  /** What the instance wants with its answer, and the key to seal it to; absent where it wants nothing. */
  readonly wanted?: { readonly epk: PublicJwk; readonly wants: Wants } | undefined;
  /** The challenge this attempt spends, null when it showed none of ours. */
  readonly redeems: { readonly nonce: Buffer; readonly expiresAt: Date; readonly node: number } | null;
}

export const NO_FACETS: AttemptFacets = {
  platform: "",
  appVersion: "",
  sdkVersion: "",
  osVersion: "",
  model: "",
  country: "",
  format: "",
};

/** What is known so far of an attempt that is about to be refused. */
export type Known = Pick<Attempt, "kind" | "at"> & Partial<Attempt>;

/** A refused attempt: one signal says why, and everything learnt up to here is kept for the event. */
export function refuse(known: Known, signal: Signal, refusal: Refusal): Attempt {
  return {
    app: null,
    instanceId: null,
    test: false,
    annotations: [],
    override: "none",
    checks: [],
    claims: {},
    details: {},
    facets: NO_FACETS,
    counter: null,
    redeems: null,
    ...known,
    facts: null,
    shadow: null,
    overrideId: null,
    credentialId: null,
    outcome: "fail",
    refusal,
    signals: [signal],
    reasons: [signal],
  };
}

/**
 * The same for evidence that proves nothing. `established` is what its failed checks say, where `signals` holds more: a
 * verifier adds one that no policy waves through, which is no reason of its own.
 */
export function refuseEvidence(
  known: Known,
  signals: readonly Signal[],
  refusal: Refusal,
  established: readonly Signal[] = signals,
): Attempt {
  const reasons = orderReasons(established.length > 0 ? established : signals);
  const [first = "untrusted-chain"] = reasons;
  return { ...refuse(known, first, refusal), signals: [...signals], reasons };
}

/** The same attempt after the history has shown that its challenge was spent before. */
export function asReplayed(attempt: Attempt): Attempt {
  return {
    ...attempt,
    facts: null,
    shadow: null,
    outcome: "fail",
    refusal: {
      code: "use_attestation_challenge",
      description: "The challenge, key or counter was used before; get a fresh challenge.",
    },
    signals: [...attempt.signals, "replayed"],
    reasons: orderReasons([...attempt.reasons, "replayed"]),
  };
}
