import type { Platform } from "../contract/evidence";
import type { OverrideKind } from "../contract/outcome";
import type { AppraisalPolicy } from "../contract/policy";
import type { PublicJwk } from "./claims";
import type { PlayIntegrityKeys } from "./verifiers/play-integrity/context";

/** What is known of a genuine build (RFC 9334: Reference Value). */
export interface ReferenceBuild {
  readonly versionName: string;
  readonly versionCode: number;
  /** Signers and lineage together, SHA-256 lower-case hex: any certificate of the lineage counts. */
  readonly signerDigests: readonly string[];
  /** iOS: the team that signed it, which App Attest proves together with the bundle id; null elsewhere. */
  readonly teamId: string | null;
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
  /** The app's own Play Integrity keys; null where none are stored. */
  readonly playKeys: PlayIntegrityKeys | null;
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
  /** One that no longer holds, for those who can show that they have it; null once it is forgotten. */
  endedDevelopmentCredential(credentialId: string, now: Date): EndedDevelopmentCredential | null;
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
  /** Enrolments it may be shown at; null for any number. */
  readonly usesMax: number | null;
}

export interface EndedDevelopmentCredential {
  readonly credential: DevelopmentCredential;
  readonly ended: "expired" | "revoked";
}

/** Builds that count as registered at an instant. */
export function liveBuilds({ builds }: Pick<RegisteredApp, "builds">, now: Date): ReferenceBuild[] {
  return builds.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
}

/** Every certificate that signs a live build or signed one before its rotation, SHA-256 lower-case hex. */
export function liveSigners(app: Pick<RegisteredApp, "builds">, now: Date): string[] {
  return [...new Set(liveBuilds(app, now).flatMap(({ signerDigests }) => signerDigests))];
}

/** The teams that sign live iOS builds. */
export function liveTeamIds(app: Pick<RegisteredApp, "builds">, now: Date): string[] {
  return [...new Set(liveBuilds(app, now).flatMap(({ teamId }) => teamId ?? []))];
}

/** Few versions are in use, and each is compared with every request; what a stranger invents must not pile up. */
const PARTS_MAX = 1000;
const parts = new Map<string, readonly number[]>();

function partsOf(version: string): readonly number[] {
  const known = parts.get(version);
  if (known !== undefined) return known;
  const read = version.split(".").map((part) => Number.parseInt(part, 10) || 0);
  if (parts.size >= PARTS_MAX) parts.clear();
  parts.set(version, read);
  return read;
}

/** Compares dotted versions part by part as numbers; a missing part is 0. Unparsable parts count as 0. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [partsOf(left), partsOf(right)];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
