import type { Database } from "../../drizzle/client";

const MOMENT_MS = 1000;

/**
 * Reads something small that every question asks for, at most once a second for each database. For what stays true when
 * it is a second old only.
 */
export function momentary<T>(read: (db: Database) => Promise<T>): (db: Database) => Promise<T> {
  const ask = momentaryBy({ keyOf: () => "", keptMs: MOMENT_MS, keptMax: 1 }, read);
  return (db) => ask(db, undefined);
}

/** The same where what is asked differs: each answer is kept for `keptMs` under its key, `keptMax` of them at most. */
export function momentaryBy<A, T>(
  {
    keyOf,
    keptMs,
    keptMax,
  }: { readonly keyOf: (asked: A) => string; readonly keptMs: number; readonly keptMax: number },
  read: (db: Database, asked: A) => Promise<T>,
): (db: Database, asked: A) => Promise<T> {
  type Answers = Map<string, { readonly at: number; readonly value: Promise<T> }>;
  const kept = new WeakMap<Database, Answers>();
  return (db, asked) => {
    const answers: Answers = kept.get(db) ?? new Map();
    kept.set(db, answers);
    const key = keyOf(asked);
    const known = answers.get(key);
    if (known !== undefined && performance.now() - known.at < keptMs) return known.value;
    if (answers.size >= keptMax) answers.clear();
    const value = read(db, asked);
    answers.set(key, { at: performance.now(), value });
    value.catch(() => answers.delete(key));
    return value;
  };
}
