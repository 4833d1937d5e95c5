/**
 * The feed of events for other systems (SIEM): every attempt once, in the order in which batches were committed. A cursor
 * says how far somebody has read; it stays good as long as the events are kept.
 */
import { z } from "zod";
import { instantSchema } from "./admin/common";
import { ATTEMPT_KIND_IDS, OUTCOME_IDS, OVERRIDE_KIND_IDS } from "./outcome";
import { SIGNAL_IDS } from "./signals";

/** Behind a whole batch of the feed, or behind one event of it. */
export interface FeedCursor {
  readonly position: number;
  readonly event: string | null;
}

/** The cursor before the first event. */
export const FEED_START: FeedCursor = { position: 0, event: null };

export function feedCursorText({ position, event }: FeedCursor): string {
  return event === null ? String(position) : `${position}.${event}`;
}

/** The cursor of a text, or null when it is none of ours. */
export function parseFeedCursor(text: string): FeedCursor | null {
  const match = /^(\d{1,15})(?:\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))?$/.exec(text);
  return match === null ? null : { position: Number(match[1]), event: match[2] ?? null };
}

const signal = z.enum(SIGNAL_IDS);

/** One attempt in the feed. */
export const feedEventSchema = z.object({
  type: z.literal("attestation"),
  /** Reading on from here gives what follows this event. */
  cursor: z.string(),
  /** UUIDv7; never comes twice. */
  id: z.string(),
  at: instantSchema,
  kind: z.enum(ATTEMPT_KIND_IDS),
  outcome: z.enum(OUTCOME_IDS),
  /** What the policy made count, the one shown first in front. */
  reasons: z.array(signal),
  /** Everything that was found. */
  signals: z.array(signal),
  override: z.enum(OVERRIDE_KIND_IDS),
  arc: z.string(),
  instanceId: z.string().nullable(),
  /** Package name or bundle id, and the name it was registered with; null for an app that is not registered. */
  app: z.string().nullable(),
  appName: z.string().nullable(),
  appVersion: z.string(),
  platform: z.string(),
  osVersion: z.string(),
  model: z.string(),
  /** ISO 3166-1, empty when unknown. */
  country: z.string(),
  sdkVersion: z.string(),
  format: z.string(),
  test: z.boolean(),
  address: z.string().nullable(),
  errorCode: z.string().nullable(),
  policyVersion: z.int().nullable(),
});
export type FeedEvent = z.infer<typeof feedEventSchema>;

/** The last line of every export: from where to go on, and whether more is there already. */
export const feedCheckpointSchema = z.object({ type: z.literal("checkpoint"), cursor: z.string(), more: z.boolean() });
export type FeedCheckpoint = z.infer<typeof feedCheckpointSchema>;
