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
 * Makes one human change: runs the work in a transaction, appends its audit entries and, with `tellDataPlane`, tells
 * every data-plane process to read its configuration again; all of it or nothing.
 */
export async function change<T>(
  { db, principal, address, now }: ChangeContext,
  { tellDataPlane }: { tellDataPlane: boolean },
  work: (tx: Transaction) => Promise<Changed<T>>,
): Promise<T> {
  return await db.transaction(async (tx) => {
    const { answer, audit } = await work(tx);
    const records = [audit].flat();
    const actor = { kind: principal.kind, name: principal.name, address };
    for (const record of records) await appendAudit(tx, actor, record, now);
    if (tellDataPlane && records.length > 0) await notifyDataPlane(tx);
    return answer;
  });
}

/** Postgres delivers it at commit, and once however often a transaction says it. */
export async function notifyDataPlane(tx: Transaction): Promise<void> {
  await tx.execute(sql`SELECT pg_notify('attestry_config', '')`);
}
