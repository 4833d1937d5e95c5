import { inArray, isNull, sql } from "drizzle-orm";
import type { Database } from "../../drizzle/client";
import { secretOpenings, secretScopes, secrets, secretVersions } from "../../drizzle/schema";
import { secretPurpose } from "../../lib/contract/secret-sealing";
import { endOf } from "../../lib/contract/secret-versions";
import { describe, type Log } from "../../lib/log";
import { openJwe } from "../../lib/secrets/jwe";
import { createReleases, type HeldSecret, type Releases } from "../../lib/secrets/releases";
import type { SecretsVault } from "./secrets-vault";

type Reader = Pick<Database, "select">;

/** The rows of one configuration; `sealed` only where this process has not opened the version yet. */
export interface SecretRows {
  readonly secrets: readonly (typeof secrets.$inferSelect)[];
  readonly scopes: readonly (typeof secretScopes.$inferSelect)[];
  readonly versions: readonly VersionRow[];
  /** Versions that somebody may be given now or later; of the others no value is held. */
  readonly wanted: ReadonlySet<number>;
  readonly sealed: ReadonlyMap<number, string>;
}

/** All of a version but its sealed value. */
const versionColumns = {
  id: secretVersions.id,
  secretId: secretVersions.secretId,
  version: secretVersions.version,
  vaultKid: secretVersions.vaultKid,
  activeFrom: secretVersions.activeFrom,
  overlapSeconds: secretVersions.overlapSeconds,
  revokedAt: secretVersions.revokedAt,
};

type VersionRow = Pick<typeof secretVersions.$inferSelect, keyof typeof versionColumns>;

/** The opened values in this process's memory, by version. */
export class SecretStore {
  readonly #db: Database;
  readonly #vault: SecretsVault;
  readonly #log: Log;
  readonly #values = new Map<number, string>();
  /** Versions that can't be opened whatever the provider does: altered, or sealed for something else. */
  readonly #broken = new Set<number>();
  /** When the first of the values held here is given to nobody any more; null while no end is set. */
  #nextEnd: Date | null = null;

  constructor(db: Database, vault: SecretsVault, log: Log) {
    this.#db = db;
    this.#vault = vault;
    this.#log = log;
  }

  /** How many values are in memory. */
  get size(): number {
    return this.#values.size;
  }

  /** Whether a version ended since the last configuration: then its value must go, though nobody changed anything. */
  mustForget(now: Date): boolean {
    return this.#nextEnd !== null && this.#nextEnd <= now;
  }

  /** Reads what is new; inside the transaction that reads the rest of the configuration. */
  async read(tx: Reader, now: Date): Promise<SecretRows> {
    const rows = await tx.select().from(secrets).where(isNull(secrets.archivedAt));
    const scopes = await tx.select().from(secretScopes);
    const versions = await tx.select(versionColumns).from(secretVersions);
    const ends = endsOf(rows, versions);
    const wanted = new Set([...ends].flatMap(([id, end]) => (end === null || end > now ? [id] : [])));
    const missing = [...wanted].filter((id) => !this.#values.has(id) && !this.#broken.has(id));
    const sealed = missing.length === 0 ? [] : await selectSealed(tx, missing);
    const coming = [...ends.values()].flatMap((end) => (end === null || end <= now ? [] : [end.getTime()]));
    const next = coming.reduce((first, end) => Math.min(first, end), Number.POSITIVE_INFINITY);
    this.#nextEnd = Number.isFinite(next) ? new Date(next) : null;
    return { secrets: rows, scopes, versions, wanted, sealed: new Map(sealed.map((row) => [row.id, row.sealed])) };
  }

  /** Opens what can be opened and forgets what nobody may get any more. */
  async releases({ secrets: rows, scopes, versions, wanted, sealed }: SecretRows): Promise<Releases> {
    await this.#vault.ensure([...new Set(versions.filter(({ id }) => sealed.has(id)).map(({ vaultKid }) => vaultKid))]);
    const uids = new Map(rows.map(({ id, uid }) => [id, uid]));
    const problems = new Map<number, string | null>();
    for (const version of versions) {
      const text = sealed.get(version.id);
      const uid = uids.get(version.secretId);
      const privateKey = this.#vault.privateKey(version.vaultKid);
      if (text === undefined || uid === undefined || privateKey === null) continue;
      problems.set(version.id, this.#open(version.id, privateKey, uid, text));
    }
    for (const id of this.#values.keys()) if (!wanted.has(id)) this.#values.delete(id);
    if (problems.size > 0) this.#report(problems);
    const scopesOf = groupBySecret(scopes);
    const versionsOf = groupBySecret(versions);
    return createReleases(rows.map((row) => this.#held(row, scopesOf.get(row.id) ?? [], versionsOf.get(row.id) ?? [])));
  }

  /** Null when it opened, else one sentence. */
  #open(id: number, privateKey: Buffer, uid: string, sealed: string): string | null {
    try {
      const bytes = openJwe(privateKey, secretPurpose(uid), sealed);
      this.#values.set(id, new TextDecoder("utf-8", { fatal: true }).decode(bytes));
      bytes.fill(0);
      return null;
    } catch {
      this.#broken.add(id);
      this.#log.warn("a secret's version can't be opened", { version: id });
      return "The sealed value can't be opened: it was altered, or sealed to another key or for another secret.";
    }
  }

  #held(
    row: typeof secrets.$inferSelect,
    scopes: readonly (typeof secretScopes.$inferSelect)[],
    versions: readonly VersionRow[],
  ): HeldSecret {
    return {
      name: row.name,
      domains: row.domains,
      scopes: new Map(scopes.map(({ appId, minVersion }) => [appId, minVersion])),
      versions: versions.map((version) => ({ ...version, value: this.#values.get(version.id) ?? null })),
    };
  }

  /** Tells the console which versions opened; telling it fails alone. */
  #report(problems: ReadonlyMap<number, string | null>): void {
    const at = new Date();
    const rows = [...problems].map(([versionId, problem]) => ({ versionId, problem, at }));
    this.#db
      .insert(secretOpenings)
      .values(rows)
      .onConflictDoUpdate({
        target: secretOpenings.versionId,
        set: { problem: sql`excluded.problem`, at: sql`excluded.at` },
        setWhere: sql`${secretOpenings.problem} IS DISTINCT FROM excluded.problem`,
      })
      .catch((error: unknown) => this.#log.warn("openings could not be reported", { cause: describe(error) }));
  }
}

/** When each version of a secret that was not deleted ends; null while no end is set. */
function endsOf(
  rows: readonly (typeof secrets.$inferSelect)[],
  versions: readonly VersionRow[],
): ReadonlyMap<number, Date | null> {
  const versionsOf = groupBySecret(versions);
  return new Map(
    rows.flatMap(({ id }) => {
      const own = versionsOf.get(id) ?? [];
      return own.map((version) => [version.id, endOf(version, own)] as const);
    }),
  );
}

function groupBySecret<T extends { readonly secretId: number }>(rows: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(row.secretId);
    if (group === undefined) groups.set(row.secretId, [row]);
    else group.push(row);
  }
  return groups;
}

function selectSealed(tx: Reader, ids: readonly number[]) {
  return tx
    .select({ id: secretVersions.id, sealed: secretVersions.sealed })
    .from(secretVersions)
    .where(inArray(secretVersions.id, [...ids]));
}
