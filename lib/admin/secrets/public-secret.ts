import { and, asc, desc, eq, inArray, isNull } from "drizzle-orm";
import type { Database, Transaction } from "../../../drizzle/client";
import { secretOpenings, secretScopes, secrets, secretVersions } from "../../../drizzle/schema";
import type { Secret, SecretVersion } from "../../contract/admin/secrets";
import { successionOf, versionState } from "../../contract/secret-versions";
import { AttestryError } from "../../errors";
import { iso, isoOrNull } from "../iso";

type Reader = Pick<Database, "select">;

/** The columns that may leave: all but `sealed`. */
const versionColumns = {
  id: secretVersions.id,
  secretId: secretVersions.secretId,
  version: secretVersions.version,
  fingerprint: secretVersions.fingerprint,
  bytes: secretVersions.bytes,
  note: secretVersions.note,
  createdBy: secretVersions.createdBy,
  createdAt: secretVersions.createdAt,
  activeFrom: secretVersions.activeFrom,
  overlapSeconds: secretVersions.overlapSeconds,
  revokedAt: secretVersions.revokedAt,
  revokedBy: secretVersions.revokedBy,
  revokeReason: secretVersions.revokeReason,
  openedAt: secretOpenings.at,
  problem: secretOpenings.problem,
};

function selectVersions(db: Reader) {
  return db
    .select(versionColumns)
    .from(secretVersions)
    .leftJoin(secretOpenings, eq(secretOpenings.versionId, secretVersions.id));
}

type VersionRow = Awaited<ReturnType<typeof selectVersions>>[number];

/** Every secret that is not archived, or one, with its scopes and versions; by name. */
export async function selectSecrets(db: Reader, now: Date, id?: number): Promise<Secret[]> {
  const rows = await db
    .select()
    .from(secrets)
    .where(and(isNull(secrets.archivedAt), id === undefined ? undefined : eq(secrets.id, id)))
    .orderBy(asc(secrets.name), asc(secrets.id));
  const ids = rows.map((row) => row.id);
  const scopes = await db
    .select()
    .from(secretScopes)
    .where(inArray(secretScopes.secretId, ids))
    .orderBy(asc(secretScopes.appId));
  const versions = await selectVersions(db)
    .where(inArray(secretVersions.secretId, ids))
    .orderBy(desc(secretVersions.version));
  const [scopesOf, versionsOf] = [groupBySecret(scopes), groupBySecret(versions)];
  return rows.map((row) => {
    const own = versionsOf.get(row.id) ?? [];
    return {
      id: row.id,
      uid: row.uid,
      name: row.name,
      domains: row.domains,
      scopes: (scopesOf.get(row.id) ?? []).map(({ appId, minVersion }) => ({ appId, minVersion })),
      createdBy: row.createdBy,
      createdAt: iso(row.createdAt),
      revision: row.revision,
      versions: own.map((version) => publicVersion(version, own, now)),
    };
  });
}

/** One secret. Throws `not_found`. */
export async function findSecret(db: Reader, id: number, now: Date): Promise<Secret> {
  const [found] = await selectSecrets(db, now, id);
  if (found === undefined) throw new AttestryError("not_found", "There is no such secret.");
  return found;
}

/** The same, and nobody else changes it or its versions until the transaction ends. */
export async function lockSecret(tx: Reader, id: number, now: Date): Promise<Secret> {
  await tx.select({ id: secrets.id }).from(secrets).where(eq(secrets.id, id)).for("update");
  return findSecret(tx, id, now);
}

/** The same for a change that was made from one revision. Throws `conflict`, with who and when, where it is another by now. */
export async function lockRevision(tx: Reader, id: number, revision: number, now: Date): Promise<Secret> {
  const secret = await lockSecret(tx, id, now);
  if (secret.revision === revision) return secret;
  const [last] = await tx
    .select({ by: secrets.changedBy, at: secrets.changedAt })
    .from(secrets)
    .where(eq(secrets.id, id));
  const who = last?.by == null ? "" : ` by ${last.by} at ${isoOrNull(last.at)}`;
  throw new AttestryError("conflict", `This secret was changed${who}. Load it, then decide again.`);
}

/** Notes that a change was made, with its transaction. */
export async function raiseRevision(tx: Transaction, secret: Secret, changedBy: string, now: Date): Promise<void> {
  const raised = { revision: secret.revision + 1, changedBy, changedAt: now };
  await tx.update(secrets).set(raised).where(eq(secrets.id, secret.id));
}

function publicVersion(row: VersionRow, all: readonly VersionRow[], now: Date): SecretVersion {
  const { secretId: _, overlapSeconds: __, openedAt, problem, ...shown } = row;
  return {
    ...shown,
    state: versionState(row, all, now),
    createdAt: iso(row.createdAt),
    activeFrom: iso(row.activeFrom),
    endsAt: isoOrNull(successionOf(row, all)?.endsAt ?? null),
    revokedAt: isoOrNull(row.revokedAt),
    opening: openedAt === null ? "pending" : problem === null ? "opened" : "failed",
    problem,
  };
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
