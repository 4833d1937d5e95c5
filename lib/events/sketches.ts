/** Sketches of who was active, by hour, day and month (lib/encoding/hyperloglog.ts). Merging is adding, twice is once. */
import type pg from "pg";
import { COMBINED_SEPARATOR } from "../contract/history";
import { decodeSignals } from "../contract/signals";
import { HyperLogLog } from "../encoding/hyperloglog";

/** Who was active in an hour, and how. */
export interface Activity {
  readonly facetId: number;
  readonly outcome: number;
  readonly reasons: number;
  /** The last 48 bits of the instance's id. */
  readonly low48: number;
}

export type SketchTable = "sketch_hours" | "sketch_days" | "sketch_months";

interface FacetValue {
  readonly test: boolean;
  readonly dimension: string;
  readonly value: string;
}

/**
 * What each facet says in each dimension, as `facet_values` has it, and in combination: the app on its platform is what a
 * page of an app counts by, and that with the release what it lists. Loaded once for many sketches.
 */
export type FacetValues = ReadonlyMap<number, readonly FacetValue[]>;

export async function loadFacetValues(client: pg.ClientBase): Promise<FacetValues> {
  const { rows } = await client.query<FacetValue & { facet_id: number }>(
    "SELECT facet_id, test, dimension, value FROM facet_values WHERE dimension <> 'app-version'",
  );
  const values = new Map<number, FacetValue[]>();
  for (const { facet_id, ...value } of rows) {
    const known = values.get(facet_id);
    if (known === undefined) values.set(facet_id, [value]);
    else known.push(value);
  }
  for (const ofFacet of values.values()) {
    ofFacet.push(combined(ofFacet, "app-platform", ["app", "platform"]));
    ofFacet.push(combined(ofFacet, "app-release", ["app", "platform", "release"]));
  }
  return values;
}

function combined(values: readonly FacetValue[], dimension: string, parts: readonly string[]): FacetValue {
  const value = parts.map((part) => values.find((one) => one.dimension === part)?.value ?? "").join(COMBINED_SEPARATOR);
  return { test: values[0]?.test ?? false, dimension, value };
}

/** The sketches of one hour, day or month, by test traffic, dimension, value and outcome. */
export class SketchSet {
  readonly #sketches = new Map<string, HyperLogLog>();
  /** The sketches that an activity goes to, by all of it but the instance. */
  readonly #byShape = new Map<string, readonly HyperLogLog[]>();

  add(facets: FacetValues, { facetId, outcome, reasons, low48 }: Activity): void {
    const shape = `${facetId} ${outcome} ${reasons}`;
    const sketches = this.#byShape.get(shape) ?? this.#sketchesOf(facets.get(facetId) ?? [], outcome, reasons);
    this.#byShape.set(shape, sketches);
    for (const sketch of sketches) sketch.add(low48);
  }

  merge(other: SketchSet): void {
    for (const [key, sketch] of other.#sketches) this.#sketch(key).merge(sketch);
  }

  /** Writes the sketches of a bucket, merged with what is there. */
  async save(client: pg.ClientBase, table: SketchTable, bucket: Date): Promise<void> {
    if (this.#sketches.size === 0) return;
    const stored = await client.query<{ key: string; sketch: Buffer }>(
      `SELECT concat_ws(chr(30), test::text, dimension, value, outcome) AS key, sketch FROM ${table} WHERE bucket = $1
         AND dimension = ANY($2::text[])`,
      [bucket, [...new Set([...this.#sketches.keys()].map((key) => key.split(SEPARATOR)[1] ?? ""))]],
    );
    for (const { key, sketch } of stored.rows) this.#sketches.get(key)?.mergeEncoded(sketch);
    const rows = [...this.#sketches].map(([key, sketch]) => ({ parts: key.split(SEPARATOR), bytes: sketch.encode() }));
    await client.query(
      `INSERT INTO ${table} AS s (bucket, test, dimension, value, outcome, sketch)
       SELECT $1, * FROM unnest($2::bool[], $3::text[], $4::text[], $5::smallint[], $6::bytea[])
       ON CONFLICT (dimension, bucket, value, test, outcome) DO UPDATE SET sketch = excluded.sketch
         WHERE s.sketch IS DISTINCT FROM excluded.sketch`,
      [
        bucket,
        rows.map(({ parts }) => parts[0]),
        rows.map(({ parts }) => parts[1]),
        rows.map(({ parts }) => parts[2]),
        rows.map(({ parts }) => parts[3]),
        rows.map(({ bytes }) => bytes),
      ],
    );
  }

  #sketchesOf(values: readonly FacetValue[], outcome: number, reasons: number): HyperLogLog[] {
    const test = values[0]?.test ?? false;
    const ofReasons = decodeSignals(reasons).map((value) => ({ dimension: "reason", value }));
    return [...values, ...ofReasons].map(({ dimension, value }) =>
      this.#sketch([test, dimension, value, outcome].join(SEPARATOR)),
    );
  }

  #sketch(key: string): HyperLogLog {
    const found = this.#sketches.get(key) ?? new HyperLogLog();
    this.#sketches.set(key, found);
    return found;
  }
}

const SEPARATOR = "\u001e";

/** Sketches the given hours, and adds them to their days and months. O(rows of instance_hours in them). */
export async function sketchHours(client: pg.ClientBase, hours: readonly Date[]): Promise<void> {
  const active = await client.query("SELECT FROM instance_hours WHERE bucket = ANY($1::timestamptz[]) LIMIT 1", [
    hours,
  ]);
  if (active.rowCount === 0) return;
  const facets = await loadFacetValues(client);
  const days = new Map<number, SketchSet>();
  for (const hour of hours) {
    const set = await sketchHour(client, facets, hour);
    await set.save(client, "sketch_hours", hour);
    const day = new Date(hour).setUTCHours(0, 0, 0, 0);
    const ofDay = days.get(day) ?? new SketchSet();
    ofDay.merge(set);
    days.set(day, ofDay);
  }
  for (const [day, set] of days) {
    await set.save(client, "sketch_days", new Date(day));
    await set.save(client, "sketch_months", monthOf(new Date(day)));
  }
}

async function sketchHour(client: pg.ClientBase, facets: FacetValues, hour: Date): Promise<SketchSet> {
  const { rows } = await client.query<{ facet_id: number; outcome: number; reasons: number; low48: number }>(
    `SELECT facet_id, outcome, reasons, ('x' || right(instance_id::text, 12))::bit(48)::bigint::float8 AS low48
     FROM instance_hours WHERE bucket = $1`,
    [hour],
  );
  const set = new SketchSet();
  for (const { facet_id, ...rest } of rows) set.add(facets, { facetId: facet_id, ...rest });
  return set;
}

/** The first day of a day's month, in UTC. */
export function monthOf(day: Date): Date {
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1));
}
