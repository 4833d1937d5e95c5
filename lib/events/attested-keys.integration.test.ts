import { randomBytes, randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { uuidV7 } from "../clock";
import { testDatabase } from "../testing/database";
import type { AttestationEvent } from "./event";
import { FacetCache } from "./facets";
import { recordBatch } from "./record";

const { pool } = await testDatabase();
let appId = 0;

beforeAll(async () => {
  const { rows } = await pool.query(
    "INSERT INTO apps (platform, app_id, name) VALUES ('ios', 'com.example', 'Example') RETURNING id",
  );
  appId = rows[0].id;
});

function event(over: Partial<AttestationEvent>): AttestationEvent {
  const at = new Date();
  const unknown = { appVersion: "1", sdkVersion: "1", osVersion: "18", model: "iPhone", country: "", format: "" };
  return {
    id: uuidV7(at),
    ts: at.toISOString(),
    facets: { appId, test: false, platform: "ios", ...unknown },
    kind: 2,
    outcome: 1,
    signals: 0,
    reasons: 0,
    firstReason: -1,
    override: 0,
    policyVersionId: null,
    instanceId: null,
    arc: "ABC",
    errorCode: null,
    address: null,
    decision: "{}",
    nonce: randomBytes(16).toString("hex"),
    nonceExpiresAt: new Date(at.getTime() + 60_000).toISOString(),
    instance: null,
    ...over,
  };
}

function enrolment(keyId: string): AttestationEvent {
  const id = randomUUID();
  const appAttest = { keyId, environment: "production", receipt: Buffer.from("receipt").toString("base64") };
  const instance = {
    id,
    appId,
    format: "app-attest",
    securityLevel: "secure-enclave",
    thumbprint: randomBytes(32).toString("base64url"),
    test: false,
    model: "iPhone",
    evidence: {},
    appAttest,
  };
  return event({ kind: 1, instanceId: id, instance });
}

async function write(...events: readonly AttestationEvent[]): Promise<string[]> {
  const client = await pool.connect();
  try {
    return [...(await recordBatch(client, events, new FacetCache()))];
  } finally {
    client.release();
  }
}

async function enrolled(): Promise<string> {
  const one = enrolment(randomBytes(32).toString("base64"));
  expect(await write(one)).toEqual([]);
  return one.instanceId ?? "";
}

async function counterOf(instanceId: string): Promise<number> {
  const { rows } = await pool.query("SELECT counter FROM app_attest_keys WHERE instance_id = $1", [instanceId]);
  return Number(rows[0]?.counter);
}

describe("attested keys", () => {
  it("belong to the first enrolment that brings them, in one batch and across batches", async () => {
    const keyId = randomBytes(32).toString("base64");
    const [first, second, third] = [enrolment(keyId), enrolment(keyId), enrolment(keyId)];
    expect(await write(first, second)).toEqual([second.id]);
    expect(await write(third)).toEqual([third.id]);
    const { rows } = await pool.query("SELECT count(*)::int AS n FROM instances WHERE id = ANY($1::uuid[])", [
      [first, second, third].map(({ instanceId }) => instanceId),
    ]);
    expect(rows[0].n).toBe(1);
  });

  it("take an enrolment that is written twice for the same one", async () => {
    const one = enrolment(randomBytes(32).toString("base64"));
    expect(await write(one)).toEqual([]);
    expect(await write(one)).toEqual([]);
  });
});

describe("counters", () => {
  it("only rise: an equal or smaller one is a replay, and stored as failed", async () => {
    const instanceId = await enrolled();
    expect(await write(event({ instanceId, counter: 5 }))).toEqual([]);
    const [same, smaller] = [event({ instanceId, counter: 5 }), event({ instanceId, counter: 3 })];
    expect(await write(same)).toEqual([same.id]);
    expect(await write(smaller)).toEqual([smaller.id]);
    expect(await counterOf(instanceId)).toBe(5);
    const { rows } = await pool.query("SELECT outcome, error_code FROM attestation_events WHERE id = $1", [same.id]);
    expect(rows[0]).toEqual({ outcome: 0, error_code: "use_attestation_challenge" });
  });

  it("let one of several in a batch pass, whichever way they are ordered", async () => {
    const instanceId = await enrolled();
    const events = [7, 6, 6, 8].map((counter) => event({ instanceId, counter }));
    expect((await write(...events)).length).toBe(3);
  });

  it("let one of twenty that show the same one at once pass, over many connections", async () => {
    const instanceId = await enrolled();
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => (await write(event({ instanceId, counter: 1 }))).length),
    );
    expect(answers.filter((replays) => replays === 0).length).toBe(1);
  });

  it("take an event that is written twice for the same one", async () => {
    const instanceId = await enrolled();
    const one = event({ instanceId, counter: 2 });
    expect(await write(one)).toEqual([]);
    expect(await write(one)).toEqual([]);
  });

  it("are raised by events from the spool, which were answered and come in no order", async () => {
    const instanceId = await enrolled();
    const spooled = [9, 4].map((counter) => event({ instanceId, counter, counterSettled: true }));
    for (const one of spooled) expect(await write(one)).toEqual([]);
    expect(await counterOf(instanceId)).toBe(9);
    expect((await write(event({ instanceId, counter: 9 }))).length).toBe(1);
  });

  it("are no matter of instances without an attested key", async () => {
    expect(await write(event({ instanceId: randomUUID(), counter: null }))).toEqual([]);
    expect((await write(event({ instanceId: randomUUID(), counter: 1 }))).length).toBe(1);
  });
});
