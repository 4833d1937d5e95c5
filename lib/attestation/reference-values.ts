import type { Platform } from "../contract/evidence";
import type { OverrideKind } from "../contract/outcome";
import type { AppraisalPolicy } from "../contract/policy";
import type { PublicJwk } from "./claims";

/** What is known of a genuine build (RFC 9334: Reference Value). */
export interface ReferenceBuild {
  readonly versionName: string;
  readonly versionCode: number;
  /** Signers and lineage together, SHA-256 lower-case hex: any certificate of the lineage counts. */
  readonly signerDigests: readonly string[];
  readonly expiresAt: Date | null;
}

/** A registered app with everything its evidence is judged by. */
export interface RegisteredApp {
  readonly id: number;
  readonly platform: Platform;
  readonly appId: string;
  readonly name: string;
  readonly acceptsTestTraffic: boolean;
  readonly builds: readonly ReferenceBuild[];
  readonly policy: ActivePolicy | null;
  /** Another version on its way in: watched in the shadow, or in force for some instances. */
  readonly rollout?: PolicyRollout | null;
}

/** One immutable version of a policy; `id` is its row. */
export interface ActivePolicy {
  readonly id: number;
  readonly version: number;
  readonly rules: AppraisalPolicy;
}

/** A running rollout. `shadow`: counts what the policy would do. `enforce`: it judges `percent` of the instances. */
export interface PolicyRollout {
  readonly id: number;
  readonly mode: "shadow" | "enforce";
  readonly percent: number;
  readonly policy: ActivePolicy;
}

/** An owner's decision about one instance. */
export interface InstanceOverride {
  /** Its row, to count its uses by. */
  readonly id?: number;
  readonly kind: Exclude<OverrideKind, "none">;
  readonly reason: string;
  readonly expiresAt: Date | null;
}

/** Where the verifier looks its reference values up; held in memory, replaced whole when something changes. */
export interface ReferenceValues {
  findApp(platform: Platform, appId: string): RegisteredApp | null;
  appById(id: number): RegisteredApp | null;
  override(instanceId: string, now: Date): InstanceOverride | null;
  /** A development credential by its id; null once it was revoked or has expired. */
  developmentCredential(credentialId: string, now: Date): DevelopmentCredential | null;
}

/** Lets builds of one app that are not released pass where they are developed and tested. */
export interface DevelopmentCredential {
  readonly credentialId: string;
  readonly appId: number;
  readonly name: string;
  /** Bit set of the signals that don't reject where it is shown. */
  readonly waives: number;
  readonly publicJwk: PublicJwk;
  readonly expiresAt: Date;
}

/** Compares dotted versions part by part as numbers; a missing part is 0. Unparsable parts count as 0. */
export function compareVersions(left: string, right: string): number {
  const a = left.split(".");
  const b = right.split(".");
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (Number.parseInt(a[index] ?? "0", 10) || 0) - (Number.parseInt(b[index] ?? "0", 10) || 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
