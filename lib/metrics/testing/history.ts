import type pg from "pg";
import { uuidV7 } from "../../clock";
import { encodeArc } from "../../contract/outcome";
import { SIGNAL_IDS, SIGNALS } from "../../contract/signals";
import type { AttestationEvent } from "../../events/event";
import { FacetCache } from "../../events/facets";
import { notifyRecorded, recordBatch } from "../../events/record";

export function pick<T>(random: () => number, from: readonly T[]): T {
  const chosen = from[Math.floor(random() * from.length)];
  if (chosen === undefined) throw new Error("nothing to pick from");
  return chosen;
}

export const TEST_VALUES = {
  versions: ["7.16.4", "7.17.2", "7.18.0", ""],
  models: ["Pixel 7", "Redmi Note 12", "iPhone 15"],
  countries: ["BR", "PT", ""],
  systems: ["14", "15"],
  sdks: ["4.1.1", "4.2.0"],
} as const;

/** One random attempt at an instant; `instances` are the installations it may come from. */
export function randomEvent(
  random: () => number,
  at: Date,
  apps: readonly (number | null)[],
  instances: readonly string[],
): AttestationEvent {
  const passes = random() < 0.7;
  const found = SIGNAL_IDS.filter(() => random() < 0.06);
  const reasons = passes ? [] : found.slice(0, 3);
  const bits = (ids: readonly (typeof SIGNAL_IDS)[number][]) =>
    ids.reduce((set, id) => set | (1 << SIGNALS[id].bit), 0);
  const first = reasons.length === 0 ? undefined : pick(random, reasons);
  const kind = pick(random, [0, 1, 2, 2, 2, 2]);
  return {
    id: uuidV7(at),
    ts: at.toISOString(),
    facets: {
      appId: pick(random, apps),
      test: random() < 0.15,
      platform: pick(random, ["android", "ios"]),
      appVersion: pick(random, TEST_VALUES.versions),
      sdkVersion: pick(random, TEST_VALUES.sdks),
      osVersion: pick(random, TEST_VALUES.systems),
      model: pick(random, TEST_VALUES.models),
      country: pick(random, TEST_VALUES.countries),
      format: pick(random, ["software-key", "app-attest", ""]),
    },
    kind,
    outcome: passes ? 1 : 0,
    signals: bits(found),
    reasons: bits(reasons),
    firstReason: first === undefined ? -1 : SIGNALS[first].bit,
    override: 0,
    policyVersionId: null,
    instanceId: kind === 2 ? pick(random, instances) : null,
    arc: encodeArc(Uint8Array.from({ length: 10 }, () => Math.floor(random() * 256))),
    errorCode: null,
    address: "198.51.100.7",
    decision: JSON.stringify({
      checks: [["challenge-fresh", passes ? "pass" : "fail", "1 ms old"]],
      claims: {},
      details: {},
    }),
    nonce: null,
    nonceExpiresAt: null,
    instance: null,
  };
}

/** Writes events through the writer's own transaction. */
export async function record(pool: pg.Pool, events: readonly AttestationEvent[]): Promise<void> {
  const client = await pool.connect();
  try {
    const facets = new FacetCache();
    for (let from = 0; from < events.length; from += 500)
      await recordBatch(client, events.slice(from, from + 500), facets);
    await notifyRecorded(pool);
  } finally {
    client.release();
  }
}

/** Two apps to attest with, and no app at all. */
export async function registerTestApps(pool: pg.Pool): Promise<(number | null)[]> {
  const { rows } = await pool.query<{ id: number }>(
    "INSERT INTO apps (platform, app_id, name) VALUES ('android', 'com.example.pay', 'Pay'), ('ios', 'com.example.pay', 'Pay iOS') RETURNING id",
  );
  return [...rows.map((row) => row.id), null];
}
