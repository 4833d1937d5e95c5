/** When a version of a secret is handed out: one rule for console, data plane and tests. */
export interface VersionLifetime {
  /** Counts from 1 within its secret. */
  readonly version: number;
  readonly activeFrom: Date;
  /** How long the version before it answers on after it starts. */
  readonly overlapSeconds: number;
  readonly revokedAt: Date | null;
}

/** `overlapping`: replaced, and still good for a while. `retired`: replaced, and no longer. */
export type SecretVersionState = "scheduled" | "current" | "overlapping" | "retired" | "revoked";

/** Those that have or had a time of their own, in its order: one revoked before it started never counted. */
function timeline<T extends VersionLifetime>(versions: readonly T[]): T[] {
  return versions
    .filter(({ activeFrom, revokedAt }) => revokedAt === null || revokedAt > activeFrom)
    .sort((a, b) => a.activeFrom.getTime() - b.activeFrom.getTime() || a.version - b.version);
}

/** When the version that replaces this one starts, and when this one ends; null while nothing replaces it. */
export function successionOf<T extends VersionLifetime>(
  version: T,
  versions: readonly T[],
): { readonly successor: T; readonly endsAt: Date } | null {
  const order = timeline(versions);
  const place = order.findIndex((other) => other.version === version.version);
  const successor = place < 0 ? undefined : order[place + 1];
  if (successor === undefined) return null;
  return { successor, endsAt: new Date(successor.activeFrom.getTime() + successor.overlapSeconds * 1000) };
}

/** From when on a version is given to nobody: retired or revoked, whatever comes first; null while neither is set. */
export function endOf<T extends VersionLifetime>(version: T, versions: readonly T[]): Date | null {
  const ends = [successionOf(version, versions)?.endsAt ?? null, version.revokedAt];
  return ends.filter((end) => end !== null).sort((a, b) => a.getTime() - b.getTime())[0] ?? null;
}

/** What a version is at `now`. */
export function versionState<T extends VersionLifetime>(
  version: T,
  versions: readonly T[],
  now: Date,
): SecretVersionState {
  if (version.revokedAt !== null && version.revokedAt <= now) return "revoked";
  if (version.activeFrom > now) return "scheduled";
  const succession = successionOf(version, versions);
  if (succession === null || succession.successor.activeFrom > now) return "current";
  return succession.endsAt <= now ? "retired" : "overlapping";
}

/** The versions that may be handed out at `now`, best first: the current one, then those that still overlap. */
export function releasable<T extends VersionLifetime>(versions: readonly T[], now: Date): T[] {
  return timeline(versions)
    .filter((version) => ["current", "overlapping"].includes(versionState(version, versions, now)))
    .reverse();
}

/** The next instant at which any version's state changes; null when none will. */
export function nextChange<T extends VersionLifetime>(versions: readonly T[], now: Date): Date | null {
  const instants = versions
    .flatMap((version) => [version.activeFrom, version.revokedAt, successionOf(version, versions)?.endsAt ?? null])
    .filter((at): at is Date => at !== null && at > now)
    .sort((a, b) => a.getTime() - b.getTime());
  return instants[0] ?? null;
}
