/**
 * The fan-out of the live view. One wake-up from the writer makes one query per distinct filter, at most twice a
 * second, whatever the number of browsers that look through it; its answer is encoded once and handed to each of them.
 */
import type { Clock } from "../../clock";
import type { LivePatch } from "../../contract/events";
import { type Filter, filterToQuery } from "../../contract/filter";
import type { StreamedEvents } from "../../contract/views";
import type { Log } from "../../log";
import type { LiveSince } from "../live-patch";
import { eventFrame } from "./frames";

const PATCH_EVERY_MS = 500;
/** A beat says that nothing newer exists; without one for three of them the browser takes the stream for lost. */
const BEAT_EVERY_MS = 2000;
/** How often the whole window is sent again: what drained late from a spool shows up by then. */
const FULL_EVERY_MS = 60_000;
/** How often each subscriber's right to read is looked at again. */
const RIGHT_EVERY_MS = 10_000;
const QUERIES_MAX = 4;
/** Ids remembered to send an event once, though each patch looks a little further back. */
const SENT_MAX = 2000;

/** A browser's end of the stream. */
export interface Subscriber {
  send(frame: Uint8Array): void;
  /** Whether it may still read; asked from time to time, false ends the stream. */
  mayRead(): Promise<boolean>;
  end(): void;
}

export interface Subscription {
  readonly filter: Filter;
  /** Which single events are sent besides the bins. */
  readonly events: StreamedEvents;
  /** Instant of the last patch that the browser has, to go on from; null for a fresh page. */
  readonly since: number | null;
}

interface Channel {
  readonly filter: Filter;
  readonly events: StreamedEvents;
  readonly subscribers: Map<Subscriber, { checkedAt: number }>;
  readonly sent: Set<string>;
  /** Bins up to here are with every subscriber. */
  sentUntil: number;
  /** Somebody is new: the next patch starts here and repeats events. */
  widenTo: number | null;
  fullAt: number;
  patchedAt: number;
  dirty: boolean;
  busy: boolean;
}

export interface HubServices {
  readonly patch: (filter: Filter, now: Date, since: LiveSince) => Promise<LivePatch>;
  readonly clock: Clock;
  readonly log: Log;
}

export class LiveHub {
  readonly #services: HubServices;
  readonly #channels = new Map<string, Channel>();
  #queries = 0;
  /** Whether the writer's wake-ups can be heard; while they can't, every beat looks for itself. */
  #listening = true;
  /** Whether the last query answered; while none does, no beat is sent and browsers know that they are cut off. */
  #reading = true;
  #timers: NodeJS.Timeout[] = [];

  constructor(services: HubServices) {
    this.#services = services;
  }

  get subscriberCount(): number {
    return [...this.#channels.values()].reduce((sum, channel) => sum + channel.subscribers.size, 0);
  }

  /** Adds a browser; the first patch, with everything since `since`, follows within half a second. Returns its end. */
  subscribe(subscription: Subscription, subscriber: Subscriber): () => void {
    const now = this.#services.clock().getTime();
    const key = keyOf(subscription);
    const channel = this.#channels.get(key) ?? newChannel(subscription, now);
    this.#channels.set(key, channel);
    channel.subscribers.set(subscriber, { checkedAt: now });
    channel.widenTo = Math.min(channel.widenTo ?? now, subscription.since ?? now);
    channel.dirty = true;
    this.#start();
    this.#pump();
    return () => {
      channel.subscribers.delete(subscriber);
      if (channel.subscribers.size === 0) this.#channels.delete(key);
      if (this.#channels.size === 0) this.#stop();
    };
  }

  /** The writer has committed something. */
  wake(): void {
    for (const channel of this.#channels.values()) channel.dirty = true;
    this.#pump();
  }

  /** Whether wake-ups can be heard. When they can again, whole windows make up for those that were missed. */
  setListening(listening: boolean): void {
    this.#listening = listening;
    if (!listening) return;
    for (const channel of this.#channels.values()) channel.fullAt = 0;
    this.wake();
  }

  close(): void {
    for (const channel of this.#channels.values())
      for (const subscriber of channel.subscribers.keys()) subscriber.end();
    this.#channels.clear();
    this.#stop();
  }

  #start(): void {
    if (this.#timers.length > 0) return;
    this.#timers = [
      setInterval(() => this.#pump(), PATCH_EVERY_MS / 2),
      setInterval(() => this.#beat(), BEAT_EVERY_MS),
    ];
  }

  #stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }

  /** Starts the queries that are due, those that waited longest first. */
  #pump(): void {
    const now = performance.now();
    const due = [...this.#channels.values()]
      .filter((channel) => channel.dirty && !channel.busy && now - channel.patchedAt >= PATCH_EVERY_MS)
      .sort((a, b) => a.patchedAt - b.patchedAt);
    for (const channel of due) {
      if (this.#queries >= QUERIES_MAX) return;
      void this.#patch(channel);
    }
  }

  async #patch(channel: Channel): Promise<void> {
    const now = this.#services.clock();
    const full = now.getTime() - channel.fullAt >= FULL_EVERY_MS;
    const widenTo = channel.widenTo;
    const since = full ? 0 : Math.min(channel.sentUntil, widenTo ?? channel.sentUntil);
    Object.assign(channel, { dirty: false, busy: true, widenTo: null, patchedAt: performance.now() });
    this.#queries++;
    try {
      const patch = await this.#services.patch(channel.filter, now, { at: since, events: channel.events });
      this.#broadcast(channel, widenTo === null ? withoutSent(channel, patch) : patch);
      channel.sentUntil = patch.asOf;
      if (full) channel.fullAt = now.getTime();
      this.#reading = true;
    } catch (error) {
      Object.assign(channel, { dirty: true, fullAt: 0, widenTo });
      if (this.#reading) this.#services.log.error("the live view can't be read", error);
      this.#reading = false;
    } finally {
      channel.busy = false;
      this.#queries--;
    }
  }

  #broadcast(channel: Channel, patch: LivePatch): void {
    for (const event of patch.events) channel.sent.add(event.id);
    for (const id of channel.sent) {
      if (channel.sent.size <= SENT_MAX) break;
      channel.sent.delete(id);
    }
    const frame = eventFrame("patch", patch, patch.asOf);
    for (const subscriber of channel.subscribers.keys()) subscriber.send(frame);
  }

  /** Says that all is quiet, opens the next bin when its time has come, and looks at who may still read. */
  #beat(): void {
    const now = this.#services.clock().getTime();
    const frame = eventFrame("beat", { asOf: now });
    for (const channel of this.#channels.values()) {
      const minuteTurned = Math.floor(now / 60_000) > Math.floor(channel.sentUntil / 60_000);
      if (!this.#listening || minuteTurned || now - channel.fullAt >= FULL_EVERY_MS) channel.dirty = true;
      for (const [subscriber, state] of channel.subscribers) {
        if (this.#reading && !channel.dirty) subscriber.send(frame);
        if (now - state.checkedAt < RIGHT_EVERY_MS) continue;
        state.checkedAt = now;
        void this.#checkRight(channel, subscriber);
      }
    }
  }

  async #checkRight(channel: Channel, subscriber: Subscriber): Promise<void> {
    // A database that can't be asked is no reason to throw everybody out: the stream carries nothing then.
    const mayRead = await subscriber.mayRead().catch(() => true);
    if (mayRead) return;
    channel.subscribers.delete(subscriber);
    subscriber.send(eventFrame("end", {}));
    subscriber.end();
  }
}

function newChannel({ filter, events }: Subscription, now: number): Channel {
  return {
    filter,
    events,
    subscribers: new Map(),
    sent: new Set(),
    sentUntil: now,
    widenTo: null,
    fullAt: now,
    patchedAt: Number.NEGATIVE_INFINITY,
    dirty: true,
    busy: false,
  };
}

/** Views that differ in the unit only show the same history. */
function keyOf({ filter, events }: Subscription): string {
  return `${filterToQuery({ ...filter, unit: "attestations" })} ${events}`;
}

function withoutSent(channel: Channel, patch: LivePatch): LivePatch {
  return { ...patch, events: patch.events.filter((event) => !channel.sent.has(event.id)) };
}
