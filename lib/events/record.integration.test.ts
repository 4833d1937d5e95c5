import { randomBytes, randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { uuidV7 } from "../clock";
import { testDatabase } from "../testing/database";
import type { AttestationEvent } from "./event";
import { FacetCache } from "./facets";
import { closeHours } from "./maintenance";
import { recordBatch } from "./record";

const { pool } = await testDatabase();

function event(over: Partial<AttestationEvent> = {}): AttestationEvent {
  const at = over.ts === undefined ? new Date() : new Date(over.ts);
  return {
    id: uuidV7(at),
    ts: at.toISOString(),
    facets: {
      appId: null,
      test: false,
      platform: "android",
      appVersion: "1",
      sdkVersion: "1",
      osVersion: "15",
      model: "Ünïcödé 📱",
      country: "PT",
      format: "",
    },
    kind: 2,
    outcome: 1,
    signals: 65_536,
    reasons: 0,
    firstReason: -1,
    override: 0,
    policyVersionId: null,
    instanceId: randomUUID(),
    arc: "ABC",
    errorCode: null,
    address: "2001:db8::7",
    decision: '{"checks":[],"claims":{"tag":"it\'s \\"quoted\\" \\u0000"},"details":{}}',
    nonce: randomBytes(16).toString("hex"),
    nonceExpiresAt: new Date(at.getTime() + 60_000).toISOString(),
    instance: null,
    ...over,
  };
}

async function write(events: readonly AttestationEvent[]): Promise<Set<string>> {
  const client = await pool.connect();
  try {
    return await recordBatch(client, events, new FacetCache());
  } finally {
    client.release();
  }
}

async function counts() {
  const { rows } = await pool.query(`SELECT (SELECT count(*)::int FROM attestation_events) AS events,
    (SELECT coalesce(sum(n), 0)::int FROM rollup_minutes) AS minutes, (SELECT coalesce(sum(n), 0)::int FROM rollup_hours) AS hours`);
  return rows[0];
}

describe("recording events", () => {
  it("gives back every value as it was", async () => {
    const one = event();
    await write([one]);
    const { rows } = await pool.query(
      "SELECT e.*, host(address) AS host, f.model FROM attestation_events e JOIN facets f ON f.id = facet_id WHERE e.id = $1",
      [one.id],
    );
    expect(rows[0]).toMatchObject({
      outcome: 1,
      signals: 65_536,
      first_reason: -1,
      host: "2001:db8::7",
      model: "Ünïcödé 📱",
      decision: one.decision,
      instance_id: one.instanceId,
    });
    expect(rows[0].ts.toISOString()).toBe(one.ts);
  });

  it("counts a batch once that is written twice", async () => {
    const batch = [event(), event({ outcome: 0, reasons: 4, firstReason: 2 })];
    const before = await counts();
    expect(await write(batch)).toEqual(new Set());
    expect(await write(batch)).toEqual(new Set());
    expect(await counts()).toMatchObject({ events: before.events + 2, minutes: before.minutes + 2 });
  });

  it("marks the second of two events that spend one challenge as replayed, within a batch and across", async () => {
    const first = event();
    const second = event({ nonce: first.nonce });
    const third = event({ nonce: first.nonce });
    expect(await write([first, second])).toEqual(new Set([second.id]));
    expect(await write([third])).toEqual(new Set([third.id]));
    const { rows } = await pool.query(
      "SELECT outcome, first_reason FROM attestation_events WHERE id = ANY($1::uuid[]) ORDER BY array_position($1::uuid[], id)",
      [[first.id, second.id, third.id]],
    );
    expect(rows).toEqual([
      { outcome: 1, first_reason: -1 },
      { outcome: 0, first_reason: 23 },
      { outcome: 0, first_reason: 23 },
    ]);
  });

  it("lets one of many writers have a challenge when they race for it", async () => {
    const nonce = randomBytes(16).toString("hex");
    const results = await Promise.all(Array.from({ length: 5 }, () => write([event({ nonce })])));
    expect(results.filter((replayed) => replayed.size === 0)).toHaveLength(1);
  });

  it("stores all of a batch or nothing of it", async () => {
    const before = await counts();
    await expect(write([event(), event({ address: "not an address" })])).rejects.toThrow();
    expect(await counts()).toEqual(before);
  });

  it("puts an event that comes after its hour was closed into minutes and hours alike", async () => {
    await pool.query("UPDATE rollup_progress SET hours_until = date_trunc('hour', now(), 'UTC') - interval '3 hours'");
    await write([event({ ts: new Date(Date.now() - 2 * 3_600_000).toISOString() })]);
    await closeHours(pool);
    await closeHours(pool);
    const closed = await pool.query("SELECT coalesce(sum(n), 0)::int AS n FROM rollup_hours");
    expect(closed.rows[0].n).toBe(1);
    await write([event({ ts: new Date(Date.now() - 2 * 3_600_000).toISOString() })]);
    const { rows } = await pool.query(`
      SELECT (SELECT sum(n)::int FROM rollup_hours) AS hours,
        (SELECT sum(n)::int FROM rollup_minutes, rollup_progress WHERE bucket < hours_until) AS minutes`);
    expect(rows[0]).toEqual({ hours: 2, minutes: 2 });
  });
});

/** Tables that a batch writes into, without what is drawn anew for each. */
const WRITTEN: Readonly<Record<string, string>> = {
  events: `SELECT ts, id, kind, outcome, signals, reasons, first_reason, instance_id, error_code FROM attestation_events
    WHERE id = ANY($1::uuid[]) ORDER BY id`,
  redemptions: "SELECT encode(nonce, 'hex') AS nonce FROM redemptions WHERE event_id = ANY($1::uuid[]) ORDER BY 1",
  hours: `SELECT bucket, instance_id, outcome, reasons FROM instance_hours WHERE instance_id IN
    (SELECT instance_id FROM attestation_events WHERE id = ANY($1::uuid[])) ORDER BY 1, 2, 3, 4`,
  states: `SELECT instance_id, at, outcome, measured, build FROM instance_states WHERE instance_id IN
    (SELECT instance_id FROM attestation_events WHERE id = ANY($1::uuid[])) ORDER BY 1`,
};

describe("a batch that holds nothing contested", () => {
  const state = { measured: 5, securityLevel: 0, patchLevel: "2026-01", build: 3, attested: null };
  const plain = () => {
    const instanceId = randomUUID();
    const failed = { outcome: 0, reasons: 4, firstReason: 2 };
    // A millisecond apart: of two at once either could be the last.
    const earlier = new Date(Date.now() - 1).toISOString();
    return [event({ instanceId, state, ts: earlier }), event({ instanceId, state, ...failed })];
  };
  const rowsOf = async (batch: readonly AttestationEvent[], sql: string) =>
    (await pool.query(sql, [batch.map(({ id }) => id)])).rows;

  it("leaves the same rows as one that is stored with every question asked", async () => {
    const batch = [...plain(), event({ nonce: null, nonceExpiresAt: null, instanceId: null, kind: 0 })];
    await write(batch);
    const uncontested = await Promise.all(Object.values(WRITTEN).map((sql) => rowsOf(batch, sql)));
    expect(uncontested.map((rows) => rows.length)).toEqual([3, 2, 2, 1]);
    for (const table of ["attestation_events", "redemptions", "instance_hours", "instance_states"])
      await pool.query(`DELETE FROM ${table}`);
    // Written beside an event that is there already, it can't be stored plainly.
    const there = event();
    await write([there]);
    await write([there, ...batch]);
    expect(await Promise.all(Object.values(WRITTEN).map((sql) => rowsOf(batch, sql)))).toEqual(uncontested);
  });

  it("adds to the minutes once, whichever way it is stored in the end", async () => {
    const before = await counts();
    const [first, second] = [plain(), plain()];
    await write(first);
    await write([...first, ...second]);
    await write([...first, ...second]);
    expect(await counts()).toMatchObject({ events: before.events + 4, minutes: before.minutes + 4 });
  });

  it("is asked about when its events are more than a minute old: their hour may be closed", async () => {
    const old = event({ ts: new Date(Date.now() - 61_000).toISOString() });
    await pool.query("UPDATE rollup_progress SET hours_until = now()");
    const before = await counts();
    await write([old]);
    expect(await counts()).toMatchObject({ events: before.events + 1, hours: before.hours + 1 });
  });
});
