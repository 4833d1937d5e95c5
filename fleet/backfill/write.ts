/** Writes a made-up history: counts of hours and minutes in bulk, events through the writer's own statement. */
import type pg from "pg";
import type { AttestationEvent } from "../../lib/events/event";
import type { FacetCache } from "../../lib/events/facets";
import { SHARE_PROGRESS } from "../../lib/events/progress-lock";
import { recordBatch } from "../../lib/events/record";
import type { LastSeen } from "./history";
import type { Judged } from "./judged";

const ROWS_AT_ONCE = 20_000;
const EVENTS_AT_ONCE = 1000;
const ATTESTATION = 2;

/** Attestations of one kind in one bucket. */
export interface Counted {
  readonly bucket: number;
  readonly facetId: number;
  readonly judged: Judged;
  readonly n: number;
}

export interface ActiveHour {
  readonly bucket: number;
  readonly instanceId: string;
  readonly facetId: number;
  readonly judged: Judged;
}

/** The facet ids of judgements, in their order. */
export function facetIdsOf(client: pg.ClientBase, cache: FacetCache, judged: readonly Judged[]): Promise<number[]> {
  return cache.resolve(
    client,
    judged.map(({ facets }) => facets),
  );
}

/** Adds counts to the hours that are closed, and marks them to be summarised. */
export async function writeHours(client: pg.ClientBase, rows: readonly Counted[]): Promise<void> {
  await inChunks(client, rows, async (chunk) => {
    await client.query(
      `INSERT INTO rollup_hours AS h (${COLUMNS})
       SELECT c.* FROM unnest(${ARRAYS}) AS c(${COLUMNS}), rollup_progress WHERE c.bucket < hours_until
       ON CONFLICT (bucket, facet_id, kind, outcome, signals, reasons, override, policy_version_id)
       DO UPDATE SET n = h.n + excluded.n`,
      columns(chunk),
    );
    await client.query(
      `INSERT INTO stale_hours SELECT DISTINCT bucket FROM unnest($1::timestamptz[]) AS bucket, rollup_progress
       WHERE bucket < hours_until`,
      [[...new Set(chunk.map(({ bucket }) => bucket))].map((at) => new Date(at))],
    );
  });
}

/** Adds counts of minutes. */
export async function writeMinutes(client: pg.ClientBase, rows: readonly Counted[]): Promise<void> {
  await inChunks(client, rows, (chunk) =>
    client.query(
      `INSERT INTO rollup_minutes AS m (${COLUMNS}, slot) SELECT c.*, 0 FROM unnest(${ARRAYS}) AS c
       ON CONFLICT (bucket, facet_id, kind, outcome, signals, reasons, override, policy_version_id, slot)
       DO UPDATE SET n = m.n + excluded.n`,
      columns(chunk),
    ),
  );
}

/** Notes which instances were active in which hours. */
export async function writeActiveHours(client: pg.ClientBase, rows: readonly ActiveHour[]): Promise<void> {
  await inChunks(client, rows, (chunk) =>
    client.query(
      `INSERT INTO instance_hours (bucket, instance_id, facet_id, outcome, reasons)
       SELECT * FROM unnest($1::timestamptz[], $2::uuid[], $3::int[], $4::smallint[], $5::int[]) ON CONFLICT DO NOTHING`,
      [
        chunk.map(({ bucket }) => new Date(bucket)),
        chunk.map(({ instanceId }) => instanceId),
        chunk.map(({ facetId }) => facetId),
        chunk.map(({ judged }) => judged.outcome),
        chunk.map(({ judged }) => judged.reasons),
      ],
    ),
  );
}

/** Notes how instances were last seen, where no event has said so later. */
export async function writeStates(client: pg.ClientBase, seen: ReadonlyMap<string, LastSeen>): Promise<void> {
  await inChunks(client, [...seen], (chunk) =>
    client.query(
      `INSERT INTO instance_states (instance_id, at, facet_id, outcome, signals, reasons, override, policy_version_id,
         measured, security_level, build, patch_level, attested)
       SELECT id, at, facet, outcome, signals, reasons, 0, policy, measured, level, build, patch, attested
       FROM unnest($1::uuid[], $2::timestamptz[], $3::int[], $4::smallint[], $5::int[], $6::int[], $7::int[], $8::int[],
         $9::smallint[], $10::smallint[], $11::text[], $12::text[])
         AS s(id, at, facet, outcome, signals, reasons, policy, measured, level, build, patch, attested)
       ON CONFLICT DO NOTHING`,
      [
        chunk.map(([id]) => id),
        chunk.map(([, { at }]) => new Date(at)),
        chunk.map(([, { facetId }]) => facetId),
        chunk.map(([, { judged }]) => judged.outcome),
        chunk.map(([, { judged }]) => judged.signals),
        chunk.map(([, { judged }]) => judged.reasons),
        chunk.map(([, { judged }]) => judged.policyVersionId),
        chunk.map(([, { judged }]) => judged.state.measured),
        chunk.map(([, { judged }]) => judged.state.securityLevel),
        chunk.map(([, { judged }]) => judged.state.build),
        chunk.map(([, { judged }]) => judged.state.patchLevel),
        chunk.map(([, { judged }]) => judged.state.attested ?? null),
      ],
    ),
  );
}

/** Records single events as the data plane does. */
export async function writeEvents(
  client: pg.ClientBase,
  facets: FacetCache,
  events: readonly AttestationEvent[],
): Promise<void> {
  for (let from = 0; from < events.length; from += EVENTS_AT_ONCE)
    await recordBatch(client, events.slice(from, from + EVENTS_AT_ONCE), facets, { contested: true });
}

const COLUMNS = "bucket, facet_id, kind, outcome, signals, reasons, first_reason, override, policy_version_id, n";
const ARRAYS = `$1::timestamptz[], $2::int[], array_fill(${ATTESTATION}::smallint, ARRAY[cardinality($2)]), $3::smallint[], $4::int[],
  $5::int[], $6::smallint[], array_fill(0::smallint, ARRAY[cardinality($2)]), $7::int[], $8::int[]`;

function columns(rows: readonly Counted[]): unknown[][] {
  return [
    rows.map(({ bucket }) => new Date(bucket)),
    rows.map(({ facetId }) => facetId),
    rows.map(({ judged }) => judged.outcome),
    rows.map(({ judged }) => judged.signals),
    rows.map(({ judged }) => judged.reasons),
    rows.map(({ judged }) => judged.firstReason),
    rows.map(({ judged }) => judged.policyVersionId),
    rows.map(({ n }) => n),
  ];
}

/** Each chunk in a transaction that shares the writers' lock, so that `hours_until` stands still meanwhile. */
async function inChunks<T>(
  client: pg.ClientBase,
  rows: readonly T[],
  write: (chunk: readonly T[]) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await client.query(`BEGIN; ${SHARE_PROGRESS}`);
    await write(rows.slice(from, from + ROWS_AT_ONCE));
    await client.query("COMMIT");
  }
}
