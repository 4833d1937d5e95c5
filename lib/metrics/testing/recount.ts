/** A second, plain way to count: every raw event in memory, no SQL but the reading. */
import type pg from "pg";
import { DIMENSIONS, type Dimension, type Filter, UNKNOWN_VALUE } from "../../contract/filter";
import type { FirstReason } from "../../contract/metrics";
import { decodeSignals, SIGNAL_IDS, SIGNALS, type Signal } from "../../contract/signals";

export interface RawEvent {
  readonly id: string;
  readonly at: number;
  readonly kind: number;
  readonly pass: boolean;
  readonly reasons: readonly Signal[];
  readonly first: FirstReason;
  readonly instanceId: string | null;
  readonly test: boolean;
  readonly values: Readonly<Record<Exclude<Dimension, "reason" | "outcome">, string>>;
}

interface Stored {
  id: string;
  at: string;
  kind: number;
  outcome: number;
  reasons: number;
  first_reason: number;
  instance_id: string | null;
  test: boolean;
  app: string | null;
  app_version: string;
  platform: string;
  os_version: string;
  country: string;
  model: string;
  sdk_version: string;
  format: string;
}

export async function rawEvents(pool: pg.Pool): Promise<RawEvent[]> {
  const { rows } = await pool.query<Stored>(
    `SELECT f.*, e.id, extract(epoch FROM e.ts) * 1000 AS at, e.kind, e.outcome, e.reasons, e.first_reason, e.instance_id,
       a.app_id AS app FROM attestation_events e JOIN facets f ON f.id = e.facet_id LEFT JOIN apps a ON a.id = f.app_id`,
  );
  const named = (text: string | null) => (text === null || text === "" ? UNKNOWN_VALUE : text);
  return rows.map((row) => ({
    id: row.id,
    at: Number(row.at),
    kind: row.kind,
    pass: row.outcome === 1,
    reasons: decodeSignals(row.reasons),
    first: SIGNAL_IDS.find((id) => SIGNALS[id].bit === row.first_reason) ?? "none",
    instanceId: row.instance_id,
    test: row.test,
    values: {
      app: named(row.app),
      version: named(row.app_version),
      platform: row.platform,
      os: named(row.os_version),
      country: named(row.country),
      model: named(row.model),
      sdk: named(row.sdk_version),
      format: named(row.format),
    },
  }));
}

/** Whether a filter lets an event through, its time aside. */
export function matches(filter: Filter, event: RawEvent): boolean {
  if (event.test && !filter.test) return false;
  if (event.kind === 0 && event.pass) return false;
  return DIMENSIONS.every((dimension) => {
    const holds = (values: readonly string[]) => {
      if (dimension === "reason") return event.reasons.some((reason) => values.includes(reason));
      if (dimension === "outcome") return values.includes(event.pass ? "pass" : "fail");
      return values.includes(event.values[dimension]);
    };
    const included = filter.include[dimension];
    const excluded = filter.exclude[dimension];
    return (included === undefined || holds(included)) && (excluded === undefined || !holds(excluded));
  });
}
