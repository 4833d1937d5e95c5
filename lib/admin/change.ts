import { sql } from "drizzle-orm";
import type { Database, Transaction } from "../../drizzle/client";
import type { Principal } from "../auth/principal";
import { type AuditRecord, appendAudit } from "./audit/chain";

/** The parts of an endpoint's context that a change needs. */
export interface ChangeContext {
  readonly db: Database;
  readonly principal: Principal;
  readonly address: string | null;
  readonly now: Date;
}

/** What the work of a change gives back: its answer and what to write down of it, nothing when nothing changed. */
export interface Changed<T> {
  readonly answer: T;
  readonly audit: AuditRecord | readonly AuditRecord[];
}

/**
 * Makes one human change: runs the work in a transaction and appends its audit entries; all of it or nothing.
 * `configuration` says that it touches what the data plane holds in memory. Such changes take turns from their first
 * statement on, because triggers count them up in one row (drizzle/migrations/0002_config_version.sql): taken later,
 * that row could be wanted by two changes that hold what the other needs.
 */
export async function change<T>(
  { db, principal, address, now }: ChangeContext,
  { configuration }: { configuration: boolean },
  work: (tx: Transaction) => Promise<Changed<T>>,
): Promise<T> {
  return await db.transaction(async (tx) => {
    if (configuration) await tx.execute(sql`SELECT version FROM config_version FOR UPDATE`);
    const { answer, audit } = await work(tx);
    const actor = { kind: principal.kind, name: principal.name, address };
    for (const record of [audit].flat()) await appendAudit(tx, actor, record, now);
    return answer;
  });
}
