import type { Database } from "../../drizzle/client";

const MOMENT_MS = 1000;

/**
 * Reads something small that every question asks for, at most once a second for each database. For what stays true when
 * it is a second old only.
 */
export function momentary<T>(read: (db: Database) => Promise<T>): (db: Database) => Promise<T> {
  const kept = new WeakMap<Database, { readonly at: number; readonly value: Promise<T> }>();
  return (db) => {
    const known = kept.get(db);
    if (known !== undefined && performance.now() - known.at < MOMENT_MS) return known.value;
    const value = read(db);
    kept.set(db, { at: performance.now(), value });
    value.catch(() => kept.delete(db));
    return value;
  };
}
