/**
 * Which version of a policy an instance meets while a new one is rolled out, and what a version that is only watched
 * would have said.
 * @module
 */
import { createHash } from "node:crypto";
import type { Outcome } from "../contract/outcome";
import { decide, type Facts } from "./decide";
import type { RegisteredApp } from "./reference-values";

/** What a watched policy would have made of an attestation; `reasons` as a bit set. */
export interface ShadowVerdict {
  readonly rolloutId: number;
  readonly outcome: Outcome;
  readonly reasons: number;
}

/** The app with the policy that this instance is judged by. */
export function policyFor(app: RegisteredApp, instanceId: string): RegisteredApp {
  const rollout = app.rollout ?? null;
  if (rollout === null || rollout.mode !== "enforce") return app;
  return isAmongFirst(rollout.percent, instanceId, rollout.policy.id) ? { ...app, policy: rollout.policy } : app;
}

/**
 * Whether an instance is among the first `percent` that meet a policy version. Its place depends on instance and
 * version only: who is in stays in as the share grows, and another version starts with others.
 */
export function isAmongFirst(percent: number, instanceId: string, policyVersionId: number): boolean {
  if (percent >= 100) return true;
  const digest = createHash("sha256").update(`${policyVersionId}:${instanceId}`).digest();
  return digest.readUInt32BE(0) / 2 ** 32 < percent / 100;
}

/** The verdict of the policy that is being watched, null where none is. */
export function shadowOf(app: RegisteredApp, facts: Facts): ShadowVerdict | null {
  const rollout = app.rollout ?? null;
  if (rollout === null || rollout.mode !== "shadow") return null;
  const verdict = decide(rollout.policy.rules, facts);
  return {
    rolloutId: rollout.id,
    outcome: verdict.outcome,
    reasons: verdict.outcome === "pass" ? 0 : verdict.rejecting,
  };
}
