import { asc, desc, gt, sql } from "drizzle-orm";
import type { Database, Transaction } from "../../../drizzle/client";
import { auditEntries } from "../../../drizzle/schema";
import type { Principal } from "../../auth/principal";
import { auditHash, GENESIS_HASH } from "../../encoding/audit-hash";

/** What was done, in JSON values only and without secrets. */
export interface AuditRecord {
  /** noun.verb, such as `policy.activate`. */
  readonly action: string;
  /** What it was done to, such as `app:3`. */
  readonly entity: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Who did it: a principal, or `system` for what the programs do themselves. */
export interface AuditActor {
  readonly kind: Principal["kind"] | "system";
  readonly name: string;
  readonly address: string | null;
}

/**
 * Appends an entry to the chain in the caller's transaction: it stands or falls with the change it tells of. Appends
 * take turns, because each hash covers the one before; call it last, so that the turn is short.
 */
export async function appendAudit(tx: Transaction, actor: AuditActor, record: AuditRecord, at: Date): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('attestry.audit'))`);
  const [last] = await tx
    .select({ hash: auditEntries.hash })
    .from(auditEntries)
    .orderBy(desc(auditEntries.id))
    .limit(1);
  const entry = {
    at,
    actorKind: actor.kind,
    actor: actor.name,
    action: record.action,
    entity: record.entity,
    before: jsonValue(record.before),
    after: jsonValue(record.after),
    address: actor.address,
  };
  const previousHash = last?.hash ?? GENESIS_HASH;
  await tx.insert(auditEntries).values({ ...entry, previousHash, hash: hashEntry(previousHash, entry) });
}

/** The value as Postgres will give it back: dates as text, undefined as null. */
function jsonValue(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

type EntryFields = Pick<
  typeof auditEntries.$inferSelect,
  "at" | "actorKind" | "actor" | "action" | "entity" | "before" | "after" | "address"
>;

function hashEntry(previousHash: Uint8Array, entry: EntryFields): Buffer {
  return auditHash(previousHash, { ...entry, at: entry.at.toISOString() });
}

export interface ChainReport {
  readonly entries: number;
  /** The newest hash in hex, to be written down elsewhere: a chain cut at its end can only be told by it. */
  readonly head: string;
  /** Id of the first entry that does not follow from the one before it, or null when the whole chain holds. */
  readonly brokenAt: number | null;
  /** Whether an entry has the hash that was asked for; null when none was. Not found: entries were cut off or rewritten. */
  readonly knownHeadFound: boolean | null;
}

const VERIFY_PAGE = 1000;

/** Recomputes the whole chain from its first entry. `knownHead`, in hex, is a head that was noted before. */
export async function verifyAuditChain(db: Database, knownHead?: string): Promise<ChainReport> {
  let previous: Buffer = GENESIS_HASH;
  let entries = 0;
  let lastId = 0;
  let found = knownHead === undefined ? null : knownHead === previous.toString("hex");
  const report = (brokenAt: number | null) => ({
    entries,
    head: previous.toString("hex"),
    brokenAt,
    knownHeadFound: found,
  });
  for (;;) {
    const page = await db
      .select()
      .from(auditEntries)
      .where(gt(auditEntries.id, lastId))
      .orderBy(asc(auditEntries.id))
      .limit(VERIFY_PAGE);
    for (const entry of page) {
      const follows = entry.previousHash.equals(previous) && entry.hash.equals(hashEntry(previous, entry));
      if (!follows) return report(entry.id);
      previous = entry.hash;
      lastId = entry.id;
      entries += 1;
      if (previous.toString("hex") === knownHead) found = true;
    }
    if (page.length < VERIFY_PAGE) return report(null);
  }
}
