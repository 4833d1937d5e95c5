/** Which values an app instance gets at an instant: the release decision, in memory, for the hot path. */
import { createHash } from "node:crypto";
import { compareVersions } from "../attestation/reference-values";
import { endOf, nextChange, releasable, type VersionLifetime } from "../contract/secret-versions";
import { LATE_USE_SECONDS } from "../contract/secrets";

/** A version as the data plane holds it; `value` is null where it could not be opened. */
export interface HeldVersion extends VersionLifetime {
  readonly id: number;
  readonly value: string | null;
}

export interface HeldSecret {
  readonly name: string;
  readonly domains: readonly string[];
  /** The apps that get it, with the version from which on; null for every version. */
  readonly scopes: ReadonlyMap<number, string | null>;
  readonly versions: readonly HeldVersion[];
}

/** What instances of one app version get now. */
export interface Release {
  /** Names this set of values; an instance that quotes it need not be sent them again. */
  readonly setKey: string;
  readonly versionIds: readonly number[];
  /** JSON members `"secrets":[…],"unavailable":[…]`, made once for all deliveries of the set. */
  readonly members: string;
}

/** The last use of a version that an instance tells of. */
export interface SecretUse {
  readonly versionId: number;
  readonly at: Date;
}

export interface Releases {
  /** The release for an app version at `now`; null where the app has no secrets at all. */
  for(appId: number, appVersion: string, now: Date): Release | null;
  /** The versions among `uses` that were used when nobody could lawfully hold them any more. */
  endedAmong(uses: readonly SecretUse[]): number[];
}

/** App versions remembered at once; strangers can invent them. */
const REMEMBERED_MAX = 2000;
/** Characters of JSON remembered at once, each set of values counted once however many app versions get it. */
const REMEMBERED_CHARACTERS_MAX = 64 * 1024 ** 2;

/** Decides by the rows of one configuration; a newer configuration makes new releases. */
export function createReleases(secrets: readonly HeldSecret[]): Releases {
  const versions = new Map(
    secrets.flatMap((secret) => secret.versions.map((version) => [version.id, { version, secret }])),
  );
  const appsWithSecrets = new Set(secrets.flatMap(({ scopes }) => [...scopes.keys()]));
  const remembered = new Map<string, { readonly release: Release; readonly until: number }>();
  const made = new Map<string, Release>();
  let characters = 0;
  /** The release of a set of values, made once. */
  const shared = (set: ReleasedSet): Release => {
    const known = made.get(set.key);
    if (known !== undefined) return known;
    const release = releaseOf(set);
    characters += release.members.length;
    if (characters > REMEMBERED_CHARACTERS_MAX) {
      made.clear();
      remembered.clear();
      characters = release.members.length;
    }
    made.set(set.key, release);
    return release;
  };
  return {
    for(appId, appVersion, now) {
      if (!appsWithSecrets.has(appId)) return null;
      const key = `${appId} ${appVersion}`;
      const known = remembered.get(key);
      if (known !== undefined && now.getTime() < known.until) return known.release;
      const inScope = secrets.filter((secret) => isInScope(secret, appId, appVersion));
      const release = shared(setOf(inScope, now));
      const changes = inScope.map((secret) => nextChange(secret.versions, now)?.getTime() ?? Number.POSITIVE_INFINITY);
      if (remembered.size >= REMEMBERED_MAX) remembered.clear();
      remembered.set(key, { release, until: Math.min(Number.POSITIVE_INFINITY, ...changes) });
      return release;
    },
    endedAmong(uses) {
      const ended = uses.filter(({ versionId, at }) => {
        const known = versions.get(versionId);
        const end = known === undefined ? null : endOf(known.version, known.secret.versions);
        return end !== null && at.getTime() > end.getTime() + LATE_USE_SECONDS * 1000;
      });
      return [...new Set(ended.map(({ versionId }) => versionId))];
    },
  };
}

function isInScope({ scopes }: HeldSecret, appId: number, appVersion: string): boolean {
  const minVersion = scopes.get(appId);
  if (minVersion === undefined) return false;
  return minVersion === null || compareVersions(appVersion, minVersion) >= 0;
}

interface ReleasedSet {
  readonly key: string;
  readonly setKey: string;
  readonly released: readonly { id: number; name: string; value: string | null; domains: readonly string[] }[];
  readonly unavailable: readonly string[];
}

/** What is given out at `now`, not yet as text: that of a large set is worth making once. */
function setOf(secrets: readonly HeldSecret[], now: Date): ReleasedSet {
  const unavailable: string[] = [];
  const released = secrets.flatMap(({ name, domains, versions }) => {
    const candidates = releasable(versions, now);
    const version = candidates.find(({ value }) => value !== null);
    if (version !== undefined) return [{ id: version.id, name, value: version.value, domains }];
    if (candidates.length > 0) unavailable.push(name);
    return [];
  });
  const versionIds = idsOf(released);
  const digest = createHash("sha256").update(JSON.stringify([versionIds, released.map(({ domains }) => domains)]));
  const setKey = digest.digest("base64url").slice(0, 22);
  return { key: `${setKey} ${unavailable.join(" ")}`, setKey, released, unavailable };
}

function idsOf(released: ReleasedSet["released"]): number[] {
  return released.map(({ id }) => id).sort((a, b) => a - b);
}

function releaseOf({ setKey, released, unavailable }: ReleasedSet): Release {
  return {
    setKey,
    versionIds: idsOf(released),
    members: `"secrets":${JSON.stringify(released)},"unavailable":${JSON.stringify(unavailable)}`,
  };
}
