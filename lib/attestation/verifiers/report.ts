/** Collects the checks of one verification in the order of their table, and the signals that failures establish. */

import type { Check, CheckOutcome } from "../../contract/evidence";
import type { CheckTable } from "../../contract/evidence-checks/table";
import { FIXED_REJECT } from "../../contract/policy";
import { SIGNAL_IDS, type Signal } from "../../contract/signals";
import { type EvidenceClaims, type EvidenceResult, mintVerifiedClaims } from "../claims";

const TEXT_MAX = 200;

/** What was seen and what it was compared with; shortened and made printable on the way in. */
export interface Seen {
  readonly found?: string | number | boolean | undefined;
  readonly expected?: string | number | boolean | undefined;
}

export interface CheckReport<Id extends string> {
  pass(id: Id, seen?: Seen): void;
  /** The check failed; the signals are what that establishes about device, app or evidence. */
  fail(id: Id, signals: readonly Signal[], seen?: Seen): void;
  /** Something worth showing that is not held against the device; signals are for the policy to judge. */
  annotate(id: Id, seen?: Seen, signals?: readonly Signal[]): void;
  /** The check did not apply, and why. Checks nobody reports are skipped without a word. */
  skip(id: Id, why: string): void;
  /** `pass` or `fail` by a condition. */
  require(id: Id, holds: boolean, signals: readonly Signal[], seen?: Seen): boolean;
  /** All checks in order; the ones nobody reported are skipped. */
  checks(): Check[];
  /** What failures and annotations established, in the order of the signals' bits. */
  signals(): Signal[];
  /** The verdict on evidence. `claims` is asked for only when every binding check was reported and none failed. */
  result(claims: (() => EvidenceClaims) | null): EvidenceResult;
}

/** `judged` limits which checks may fail; the others are annotated instead, with their signals. */
export function createReport<Id extends string>(
  table: CheckTable & Readonly<Record<Id, unknown>>,
  judged: (id: Id) => boolean = () => true,
): CheckReport<Id> {
  const made = new Map<string, Check>();

  function record(id: Id, outcome: CheckOutcome, signals: readonly Signal[], seen: Seen = {}): void {
    const row = table[id];
    if (row === undefined) throw new Error(`check ${id} is in no table`);
    const check: { -readonly [Key in keyof Check]: Check[Key] } = { id, stage: row.stage, title: row.title, outcome };
    if (seen.found !== undefined) check.found = printable(seen.found);
    if (seen.expected !== undefined) check.expected = printable(seen.expected);
    if (signals.length > 0) check.signals = signals;
    made.set(id, check);
  }

  const report: CheckReport<Id> = {
    pass: (id, seen) => record(id, "pass", [], seen),
    fail: (id, signals, seen) => record(id, judged(id) ? "fail" : "annotate", signals, seen),
    annotate: (id, seen, signals = []) => record(id, "annotate", signals, seen),
    skip: (id, why) => record(id, "skip", [], { found: why }),
    require(id, holds, signals, seen) {
      if (holds) report.pass(id, seen);
      else report.fail(id, signals, seen);
      return holds;
    },
    checks: () => skippedChecks(table).map((skipped) => made.get(skipped.id) ?? skipped),
    signals() {
      const found = new Set<Signal>();
      for (const { signals = [] } of made.values()) for (const signal of signals) found.add(signal);
      return found.size === 0 ? [] : SIGNAL_IDS.filter((signal) => found.has(signal));
    },
    result(claims) {
      const checks = report.checks();
      const signals = report.signals();
      const broken = checks.some(({ id, outcome }) => table[id]?.binding && (outcome === "fail" || !made.has(id)));
      if (claims === null || broken) return { verified: false, signals: withRefusal(signals), checks };
      return { verified: true, claims: mintVerifiedClaims(claims()), signals, checks };
    },
  };
  return report;
}

const skipped = new WeakMap<CheckTable, readonly Check[]>();

/** What a table's checks look like when nobody reports them, made once per table. */
function skippedChecks(table: CheckTable): readonly Check[] {
  const known = skipped.get(table);
  if (known !== undefined) return known;
  const rows = Object.entries(table).map(([id, { stage, title }]): Check => ({ id, stage, title, outcome: "skip" }));
  skipped.set(table, rows);
  return rows;
}

/** Evidence that proves nothing carries a signal that no policy can wave through. */
function withRefusal(signals: readonly Signal[]): Signal[] {
  if (signals.some((signal) => FIXED_REJECT.includes(signal))) return [...signals];
  return SIGNAL_IDS.filter((signal) => signal === "untrusted-chain" || signals.includes(signal));
}

function printable(value: string | number | boolean): string {
  const plain = String(value);
  // Nearly all of it is ASCII; the full classes of Unicode are looked up only for the rest.
  const clean = /^[\x20-\x7e]*$/.test(plain) ? plain : plain.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\ufffd");
  return clean.length > TEXT_MAX ? `${clean.slice(0, TEXT_MAX - 1)}…` : clean;
}
