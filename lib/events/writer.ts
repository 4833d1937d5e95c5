/**
 * Group commit: attempts that arrive while a batch is being written wait for the next one, so that batches grow with
 * the load and a lone attempt waits for nobody. `write` resolves once its event is durable, in Postgres or, while
 * Postgres is away, in the spool.
 */
import { randomInt } from "node:crypto";
import type pg from "pg";
import { OUTCOMES } from "../contract/outcome";
import { SIGNALS } from "../contract/signals";
import { describe, type Log } from "../log";
import type { AttestationEvent } from "./event";
import { FacetCache } from "./facets";
import { notifyRecorded, recordBatch } from "./record";
import type { Spool } from "./spool";

const BATCH_MAX = 1000;
/** Lanes: a second batch is written beside the first only when this many wait; fewer, larger batches cost less. */
const LANES = 2;
const SECOND_LANE_FROM = 200;
/**
 * Under load a batch starts at the earliest this long after the one before: what a batch costs is then shared by more
 * events. A lone event waits for nobody.
 */
const GATHER_MS = 12;
/** Rollup slots that writers draw from; two that draw the same one only wait for each other. */
const SLOTS = 64;
/** The live view is woken at most this often by one process. */
const NOTIFY_EVERY_MS = 100;
/** After a challenge that was spent twice, how long every batch is asked about at once: more may follow. */
const CONTESTED_MS = 1000;
/** A batch that takes longer counts as an outage: its events go to the spool, which is safe to do twice. */
const BATCH_TIMEOUT_MS = 2500;
/** By then the server has given a statement up, so that none outlives what it took for granted of its hour. */
export const STATEMENT_TIMEOUT_MS = 20_000;
/** After an outage, how long before Postgres is tried again. */
const RETRY_MS = 1000;

export type WriteResult = "recorded" | "replayed";

interface Waiting {
  readonly event: AttestationEvent;
  readonly resolve: (result: WriteResult) => void;
  readonly reject: (error: unknown) => void;
}

export interface WriterStats {
  readonly batches: number;
  readonly events: number;
  readonly spooled: number;
}

export class EventWriter {
  readonly #pool: pg.Pool;
  readonly #spool: Spool;
  readonly #log: Log;
  readonly #facets = new FacetCache();
  readonly #idle: (() => void)[] = [];
  #queue: Waiting[] = [];
  readonly #freeSlots = Array.from({ length: LANES }, () => randomInt(SLOTS));
  #lastBatch = { startedAt: 0, size: 0 };
  #notifyAt = 0;
  #notifyTimer: NodeJS.Timeout | undefined;
  #spoolUntil = 0;
  #contestedUntil = 0;
  #stats = { batches: 0, events: 0, spooled: 0 };

  constructor(pool: pg.Pool, spool: Spool, log: Log) {
    this.#pool = pool;
    this.#spool = spool;
    this.#log = log;
  }

  get stats(): WriterStats {
    return this.#stats;
  }

  /** True while events go to the spool. */
  get degraded(): boolean {
    return performance.now() < this.#spoolUntil;
  }

  write(event: AttestationEvent): Promise<WriteResult> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ event, resolve, reject });
      if (this.#queue.length === 1) this.#schedule();
    });
  }

  /** Resolves when nothing waits any more; for shutting down. */
  async drain(): Promise<void> {
    if (!this.#isIdle()) await new Promise<void>((resolve) => this.#idle.push(resolve));
    clearTimeout(this.#notifyTimer);
  }

  #isIdle(): boolean {
    return this.#queue.length === 0 && this.#freeSlots.length === LANES;
  }

  /** Pumps after all requests that this turn of the event loop brought, and under load when it is time. */
  #schedule(): void {
    const wait = this.#lastBatch.size > 1 ? this.#lastBatch.startedAt + GATHER_MS - performance.now() : 0;
    if (wait > 1) setTimeout(() => this.#pump(), wait);
    else setImmediate(() => this.#pump());
  }

  #pump(): void {
    for (;;) {
      const enough = this.#freeSlots.length === LANES ? 1 : SECOND_LANE_FROM;
      const slot = this.#queue.length >= enough ? this.#freeSlots.pop() : undefined;
      if (slot === undefined) return;
      const batch = this.#queue.slice(0, BATCH_MAX);
      this.#queue = this.#queue.slice(batch.length);
      this.#lastBatch = { startedAt: performance.now(), size: batch.length };
      this.#flush(batch, slot)
        .catch((error: unknown) => {
          for (const waiting of batch) waiting.reject(error);
        })
        .finally(() => {
          this.#freeSlots.push(slot);
          if (this.#queue.length > 0) this.#schedule();
          if (this.#isIdle()) for (const resolve of this.#idle.splice(0)) resolve();
        });
    }
  }

  async #flush(batch: readonly Waiting[], slot: number): Promise<void> {
    const [spent, open] = partition(batch, ({ event }) => this.#spool.holds(event.nonce));
    await Promise.all(spent.map((waiting) => this.#spoolOne(waiting)));
    if (open.length === 0) return;
    if (this.degraded) return this.#spoolAll(open);
    try {
      const replayed = await this.#record(
        open.map(({ event }) => event),
        slot,
      );
      this.#stats.batches++;
      this.#stats.events += open.length;
      for (const { event, resolve } of open) resolve(replayed.has(event.id) ? "replayed" : "recorded");
      this.#notify();
    } catch (error) {
      this.#log.warn("postgres did not take a batch; its events go to the spool", {
        events: open.length,
        cause: describe(error),
      });
      this.#spoolUntil = performance.now() + RETRY_MS;
      await this.#spoolAll(open);
    }
  }

  async #record(events: readonly AttestationEvent[], slot: number): Promise<Set<string>> {
    const client = await this.#pool.connect();
    let timer: NodeJS.Timeout | undefined;
    try {
      const timeout = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer within ${BATCH_TIMEOUT_MS} ms`)), BATCH_TIMEOUT_MS);
      });
      const contested = performance.now() < this.#contestedUntil;
      const recorded = recordBatch(client, events, this.#facets, { slot, contested });
      const replayed = await Promise.race([recorded, timeout]);
      client.release();
      if (replayed.size > 0) this.#contestedUntil = performance.now() + CONTESTED_MS;
      return replayed;
    } catch (error) {
      // The connection may still be in the middle of the transaction: it can't be used again.
      client.release(true);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Once for all batches of a moment. */
  #notify(): void {
    if (this.#notifyTimer !== undefined) return;
    const wait = Math.max(0, this.#notifyAt + NOTIFY_EVERY_MS - performance.now());
    this.#notifyTimer = setTimeout(() => {
      this.#notifyTimer = undefined;
      this.#notifyAt = performance.now();
      notifyRecorded(this.#pool).catch(() => undefined);
    }, wait);
  }

  async #spoolAll(batch: readonly Waiting[]): Promise<void> {
    await Promise.all(batch.map((waiting) => this.#spoolOne(waiting)));
  }

  async #spoolOne({ event, resolve, reject }: Waiting): Promise<void> {
    try {
      // An enrolment needs the database to know whether its key is enrolled already.
      if (event.instance !== null) throw new Error("enrolments need the database");
      if ((await this.#spool.put({ ...event, counterSettled: true })) === "stored") return resolve("recorded");
      await this.#spool.put(replayOf(event));
      resolve("replayed");
    } catch (error) {
      reject(error);
    } finally {
      this.#stats.spooled++;
    }
  }
}

/** The event of an attempt whose challenge is spooled already: its own file; the nonce belongs to the other one. */
function replayOf(event: AttestationEvent): AttestationEvent {
  const bit = SIGNALS.replayed.bit;
  return {
    ...event,
    nonce: null,
    nonceExpiresAt: null,
    outcome: OUTCOMES.fail,
    signals: event.signals | (1 << bit),
    reasons: event.reasons | (1 << bit),
    firstReason: bit,
    errorCode: "use_attestation_challenge",
  };
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  const yes: T[] = [];
  const no: T[] = [];
  for (const item of items) (test(item) ? yes : no).push(item);
  return [yes, no];
}
