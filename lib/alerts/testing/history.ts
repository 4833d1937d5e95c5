import type pg from "pg";
import { uuidV7 } from "../../clock";
import { encodeArc, OUTCOMES } from "../../contract/outcome";
import { SIGNALS } from "../../contract/signals";
import type { AttestationEvent } from "../../events/event";
import { record } from "../../metrics/testing/history";

export interface Minute {
  readonly pass: number;
  readonly fail: number;
  readonly country?: string;
}

/** Writes attestations of one minute through the events writer's own transaction; the failed ones show `root`. */
export async function recordMinute(pool: pg.Pool, at: Date, { pass, fail, country = "PT" }: Minute): Promise<void> {
  const events = Array.from({ length: pass + fail }, (_, index) => attempt(at, index < pass, country));
  await record(pool, events);
}

function attempt(minute: Date, passes: boolean, country: string): AttestationEvent {
  const at = new Date(minute.getTime() + Math.floor(Math.random() * 59_000));
  const bits = passes ? 0 : 1 << SIGNALS.root.bit;
  return {
    id: uuidV7(at),
    ts: at.toISOString(),
    facets: {
      appId: null,
      test: false,
      platform: "android",
      appVersion: "7.19.0",
      sdkVersion: "4.2.0",
      osVersion: "15",
      model: "Pixel 9",
      country,
      format: "software-key",
    },
    kind: 2,
    outcome: passes ? OUTCOMES.pass : OUTCOMES.fail,
    signals: bits,
    reasons: bits,
    firstReason: passes ? -1 : SIGNALS.root.bit,
    override: 0,
    policyVersionId: null,
    instanceId: null,
    arc: encodeArc(Uint8Array.from({ length: 10 }, () => Math.floor(Math.random() * 256))),
    errorCode: null,
    address: "198.51.100.7",
    decision: '{"checks":[],"claims":{},"details":{}}',
    nonce: null,
    nonceExpiresAt: null,
    instance: null,
  };
}
