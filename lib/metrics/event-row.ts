import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { EventRow } from "../contract/events";
import { ATTEMPT_KIND_IDS, ATTEMPT_KINDS, OUTCOMES } from "../contract/outcome";
import { decodeSignals, isSignal, type Signal } from "../contract/signals";
import { firstReasonOf } from "./first-reason";

/** Columns of {@link storedEvent}, for a query over `attestation_events e` with `facets f` and `apps a`. */
export const EVENT_COLUMNS: SQL = sql`e.id, (extract(epoch FROM e.ts) * 1000000)::bigint::text AS micros, e.kind, e.outcome,
  e.reasons, e.first_reason, e.arc, e.instance_id, a.name AS app, f.app_version, f.platform, f.os_version, f.model,
  f.country, f.test`;

export const EVENT_TABLES: SQL = sql`attestation_events e JOIN facets f ON f.id = e.facet_id LEFT JOIN apps a ON a.id = f.app_id`;

/** An event as the database answers it. */
export const storedEvent = z.object({
  id: z.string(),
  /** Microseconds since 1970, exact: the event's place in the order. */
  micros: z.string(),
  kind: z.number(),
  outcome: z.number(),
  reasons: z.number(),
  first_reason: z.number(),
  arc: z.string(),
  instance_id: z.string().nullable(),
  app: z.string().nullable(),
  app_version: z.string(),
  platform: z.string(),
  os_version: z.string(),
  model: z.string(),
  country: z.string(),
  test: z.boolean(),
});
export type StoredEvent = z.infer<typeof storedEvent>;

export function eventRow(event: StoredEvent): EventRow {
  return {
    id: event.id,
    at: Number(event.micros) / 1000,
    kind: ATTEMPT_KIND_IDS.find((kind) => ATTEMPT_KINDS[kind] === event.kind) ?? "attestation",
    outcome: event.outcome === OUTCOMES.pass ? "pass" : "fail",
    reasons: firstInFront(decodeSignals(event.reasons), event.first_reason),
    arc: event.arc,
    instanceId: event.instance_id,
    app: event.app,
    appVersion: event.app_version,
    platform: event.platform,
    osVersion: event.os_version,
    model: event.model,
    country: event.country,
    test: event.test,
  };
}

/** The reasons of a set, the one that was shown first in front. */
export function firstInFront(reasons: readonly Signal[], firstBit: number): Signal[] {
  const first = firstReasonOf(firstBit);
  return isSignal(first) && reasons.includes(first) ? [first, ...reasons.filter((one) => one !== first)] : [...reasons];
}
