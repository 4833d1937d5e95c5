import type { Attempt } from "../attestation/attempt";
import { attestedState } from "../attestation/attested-state";
import { BUILD_MATCHES, type Facts } from "../attestation/decide";
import type { EnrolledInstance } from "../attestation/enrol";
import type { StoredDecision } from "../contract/checks";
import { SECURITY_LEVELS } from "../contract/evidence";
import { ATTEMPT_KINDS, OUTCOMES, OVERRIDE_KINDS } from "../contract/outcome";
import { encodeSignals, SIGNALS } from "../contract/signals";

/** Values that history is grouped by; {@link FacetCache} gives each combination a number. */
export interface Facets {
  readonly appId: number | null;
  readonly test: boolean;
  readonly platform: string;
  readonly appVersion: string;
  readonly sdkVersion: string;
  readonly osVersion: string;
  readonly model: string;
  readonly country: string;
  readonly format: string;
}

/** One attempt as the history stores it; plain JSON, so that it can wait in the spool. */
export interface AttestationEvent {
  /** UUIDv7; the idempotency key. */
  readonly id: string;
  /** ISO 8601 instant. */
  readonly ts: string;
  readonly facets: Facets;
  readonly kind: number;
  readonly outcome: number;
  readonly signals: number;
  readonly reasons: number;
  readonly firstReason: number;
  readonly override: number;
  readonly policyVersionId: number | null;
  readonly instanceId: string | null;
  readonly arc: string;
  readonly errorCode: string | null;
  readonly address: string | null;
  /** JSON of {@link StoredDecision}. */
  readonly decision: string;
  /** Hex nonce of the challenge it spends, and until when that must be remembered. */
  readonly nonce: string | null;
  readonly nonceExpiresAt: string | null;
  /** The instance an enrolment creates. */
  readonly instance: EnrolledInstance | null;
  /** What a judged attestation showed of its instance; absent in events of an earlier release. */
  readonly state?: InstanceState | null;
  /** What a watched policy would have made of it. */
  readonly shadow?: ShadowOutcome | null;
  /** Row id of the override that decided. */
  readonly overrideId?: number | null;
  /** UUID of the development credential that was shown and held. */
  readonly credentialId?: string | null;
  /** Counter of an App Attest assertion, to be greater than the stored one; absent in events of earlier releases. */
  readonly counter?: number | null;
  /** True for an event from the spool: it was answered without the stored counter, and only raises it. */
  readonly counterSettled?: boolean;
  /** Secrets that a pass is given and has used; absent where it wanted none, and from spools of older releases. */
  readonly delivery?: SecretDelivery;
}

/** What a policy's verdict on an instance turns on, besides its facets; numbers are places in their lists. */
export interface InstanceState {
  readonly measured: number;
  readonly securityLevel: number;
  readonly patchLevel: string | null;
  readonly build: number;
  /** JSON of what the hardware proved (lib/attestation/attested-state.ts), null for nothing. */
  readonly attested?: string | null;
}

export interface ShadowOutcome {
  readonly rolloutId: number;
  readonly outcome: number;
  readonly reasons: number;
}

/** What a passing instance gets of secrets, and what it says it used. */
export interface SecretDelivery {
  readonly setKey: string;
  readonly versionIds: readonly number[];
  /** Versions it used although they were retired or revoked. */
  readonly endedIds: readonly number[];
}

export interface EventIdentity {
  readonly id: string;
  readonly arc: string;
  readonly address: string | null;
  readonly instance?: EnrolledInstance | null;
  readonly delivery?: SecretDelivery | null;
}

/** The event of an attempt. */
export function eventOf(attempt: Attempt, identity: EventIdentity): AttestationEvent {
  const decision: StoredDecision = { checks: attempt.checks, claims: attempt.claims, details: attempt.details };
  const [first] = attempt.reasons;
  return {
    id: identity.id,
    ts: attempt.at.toISOString(),
    facets: facetsOf(attempt),
    kind: ATTEMPT_KINDS[attempt.kind],
    outcome: OUTCOMES[attempt.outcome],
    signals: encodeSignals(attempt.signals),
    reasons: encodeSignals(attempt.reasons),
    firstReason: first === undefined ? -1 : SIGNALS[first].bit,
    override: OVERRIDE_KINDS[attempt.override],
    policyVersionId: attempt.app?.policy?.id ?? null,
    instanceId: attempt.instanceId,
    arc: identity.arc,
    errorCode: attempt.refusal?.code ?? null,
    address: identity.address,
    decision: JSON.stringify(decision),
    nonce: attempt.redeems?.nonce.toString("hex") ?? null,
    nonceExpiresAt: attempt.redeems?.expiresAt.toISOString() ?? null,
    instance: identity.instance ?? null,
    state: stateOf(attempt),
    shadow: shadowOutcome(attempt),
    overrideId: attempt.overrideId,
    credentialId: attempt.credentialId,
    counter: attempt.counter,
    ...(identity.delivery ? { delivery: identity.delivery } : {}),
  };
}

/** Written out, as a spread after other members is a slow way to make an object; this one is made for every attempt. */
function facetsOf({ app, test, facets }: Attempt): Facets {
  const { platform, appVersion, sdkVersion, osVersion, model, country, format } = facets;
  return { appId: app?.id ?? null, test, platform, appVersion, sdkVersion, osVersion, model, country, format };
}

function stateOf({ kind, facts }: Attempt): InstanceState | null {
  return facts === null || kind !== "attestation" ? null : instanceState(facts);
}

/** What history keeps of the facts that a verdict turned on. */
export function instanceState(facts: Facts): InstanceState {
  return {
    measured: facts.measured,
    securityLevel: SECURITY_LEVELS.indexOf(facts.securityLevel),
    patchLevel: facts.patchLevel,
    build: BUILD_MATCHES.indexOf(facts.build),
    attested: attestedState(facts),
  };
}

function shadowOutcome({ shadow }: Attempt): ShadowOutcome | null {
  if (shadow === null) return null;
  return { rolloutId: shadow.rolloutId, outcome: OUTCOMES[shadow.outcome], reasons: shadow.reasons };
}
