/** Where a walk through installations goes on, and what it sees: only what was committed when it began. */
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { AttestryError } from "../errors";
import { select } from "./select";

/** Longest cursor: a snapshot names each transaction that was under way, at most one a connection. */
export const INSTANCE_CURSOR_MAX = 4000;

/** Below an instance in the hour it was listed for. */
export interface Position {
  readonly hour: number;
  readonly below: string | null;
}

export interface InstanceCursor extends Position {
  /** A `pg_snapshot` as text. */
  readonly snapshot: string;
}

const CURSOR =
  /^(\d{1,16})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?\.(\d{1,18}:\d{1,18}:(?:\d{1,18}(?:,\d{1,18})*)?)$/;

export function writeCursor({ hour, below, snapshot }: InstanceCursor): string {
  return `${hour}.${below ?? ""}.${snapshot}`;
}

/** Throws `invalid_request` on a cursor that this list did not give out. */
export function parseCursor(cursor: string): InstanceCursor {
  const [, hour, below, snapshot] = CURSOR.exec(cursor) ?? [];
  if (snapshot === undefined || !isSnapshot(snapshot))
    throw new AttestryError("invalid_request", "The cursor is not one that this list gave out.");
  return { hour: Number(hour), below: below ?? null, snapshot };
}

/** What Postgres would read as one: ids in order, none of them the invalid 0 of an epoch. */
function isSnapshot(text: string): boolean {
  const [from = 0n, to = 0n, ...running] = text.split(/[:,]/).flatMap((id) => (id === "" ? [] : [BigInt(id)]));
  const ids = [from, ...running, to];
  const inOrder = running.every((id, index) => id < to && (index === 0 ? id >= from : id > (running[index - 1] ?? 0n)));
  return from <= to && inOrder && ids.every((id) => id % 2n ** 32n !== 0n);
}

/** What is committed now. */
export async function currentSnapshot(db: Database): Promise<string> {
  const [found] = await select(
    db,
    z.object({ snapshot: z.string() }),
    sql`SELECT pg_current_snapshot()::text AS snapshot`,
  );
  if (found === undefined) throw new Error("Postgres gave no snapshot");
  return found.snapshot;
}

/**
 * Condition on rows of `instance_hours`, which are written once and never changed: those that a snapshot saw. A row holds
 * the low 32 bits of its transaction; it is the last one that ends in them.
 */
export function seenIn(snapshot: string, table: "h" | "later"): SQL {
  const last = sql`pg_snapshot_xmax(pg_current_snapshot())::text::bigint`;
  const xid = sql`(${last} - ((${last} - ${sql.raw(table)}.xmin::text::bigint) & 4294967295))::text::xid8`;
  return sql`pg_visible_in_snapshot(${xid}, ${snapshot}::pg_snapshot)`;
}
