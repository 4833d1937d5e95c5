import { eq, inArray } from "drizzle-orm";
import type { Database, Transaction } from "../../../drizzle/client";
import { apps, secretScopes, secrets, secretVersions } from "../../../drizzle/schema";
import { versionState } from "../../contract/secret-versions";
import { APP_SECRETS_BYTES_MAX } from "../../contract/secrets";
import { AttestryError } from "../../errors";

/** What one app's secrets come to. */
export interface AppRoom {
  readonly appId: string;
  readonly total: number;
  /** By secret, its largest version that is or will be given out. */
  readonly secrets: ReadonlyMap<number, number>;
}

/** What a secret takes in a delivery: its value as UTF-8, its name and the domains it may be sent to. */
export function deliveredBytes(bytes: number, name: string, domains: readonly string[]): number {
  return bytes + name.length + domains.reduce((sum, domain) => sum + domain.length, 0);
}

export function noRoom(appId: string): string {
  const mebibytes = APP_SECRETS_BYTES_MAX / 1024 ** 2;
  return `${appId} would have more than ${mebibytes} MB of secrets, and each delivery carries them all.`;
}

/** What the secrets of some apps come to, by the apps' row ids. */
export async function readRoom(
  db: Pick<Database, "select">,
  appIds: readonly number[],
  now: Date,
): Promise<ReadonlyMap<number, AppRoom>> {
  const rows = await db
    .select({
      id: secretScopes.appId,
      secretId: secrets.id,
      name: secrets.name,
      domains: secrets.domains,
      version: secretVersions.version,
      bytes: secretVersions.bytes,
      activeFrom: secretVersions.activeFrom,
      overlapSeconds: secretVersions.overlapSeconds,
      revokedAt: secretVersions.revokedAt,
    })
    .from(secretScopes)
    .innerJoin(secrets, eq(secrets.id, secretScopes.secretId))
    .innerJoin(secretVersions, eq(secretVersions.secretId, secrets.id))
    .where(inArray(secretScopes.appId, [...appIds]));
  const known = await db
    .select({ id: apps.id, appId: apps.appId })
    .from(apps)
    .where(inArray(apps.id, [...appIds]));
  return new Map(
    known.map(({ id, appId }) => [
      id,
      roomOf(
        appId,
        rows.filter((row) => row.id === id),
        now,
      ),
    ]),
  );
}

interface Row {
  readonly secretId: number;
  readonly name: string;
  readonly domains: readonly string[];
  readonly version: number;
  readonly bytes: number;
  readonly activeFrom: Date;
  readonly overlapSeconds: number;
  readonly revokedAt: Date | null;
}

function roomOf(appId: string, rows: readonly Row[], now: Date): AppRoom {
  const versionsOf = new Map<number, Row[]>();
  for (const row of rows) versionsOf.set(row.secretId, [...(versionsOf.get(row.secretId) ?? []), row]);
  const sizes = new Map<number, number>();
  for (const [secretId, versions] of versionsOf) {
    const live = versions.filter((one) => !["retired", "revoked"].includes(versionState(one, versions, now)));
    const sized = live.map(({ bytes, name, domains }) => deliveredBytes(bytes, name, domains));
    sizes.set(secretId, Math.max(0, ...sized));
  }
  return { appId, total: [...sizes.values()].reduce((sum, size) => sum + size, 0), secrets: sizes };
}

/**
 * Throws `invalid_request` for `field` when what this transaction wrote is more than one of the apps can have. Whoever
 * adds to the same app at the same time waits, and then counts this too.
 */
export async function assertRoom(tx: Transaction, appIds: readonly number[], field: string, now: Date): Promise<void> {
  await tx
    .select({ id: apps.id })
    .from(apps)
    .where(inArray(apps.id, [...appIds]))
    .orderBy(apps.id)
    .for("no key update");
  for (const { appId, total } of (await readRoom(tx, appIds, now)).values()) {
    if (total <= APP_SECRETS_BYTES_MAX) continue;
    const message = noRoom(appId);
    throw new AttestryError("invalid_request", message, { fields: { [field]: message } });
  }
}
