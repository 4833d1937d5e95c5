import type { KeyObject } from "node:crypto";
import type pg from "pg";
import type { PublicJwk } from "../lib/attestation/claims";
import type { EvidenceTrust } from "../lib/attestation/evidence-trust";
import type { Clock } from "../lib/clock";
import type { Config } from "../lib/config";
import type { EventWriter } from "../lib/events/writer";
import type { Log } from "../lib/log";
import type { RateLimit } from "./limits";
import type { Metrics } from "./metrics";
import type { Snapshot } from "./snapshot";
import type { ServiceKeys } from "./vault";

/** What the routes of one worker share. */
export interface Service {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly keys: ServiceKeys;
  readonly pool: pg.Pool;
  readonly writer: EventWriter;
  readonly metrics: Metrics;
  readonly rateLimit: RateLimit;
  readonly importKey: (jwk: PublicJwk) => KeyObject | null;
  /** This host's number in challenges. */
  readonly node: number;
  /** Metrics of all workers in Prometheus' text format. */
  collectMetrics(): Promise<string>;
  /** By what platform evidence is judged now. */
  trust(): EvidenceTrust;
  /** The configuration in force. */
  snapshot(): Snapshot;
  /** False once the worker is shutting down. */
  accepting(): boolean;
}
