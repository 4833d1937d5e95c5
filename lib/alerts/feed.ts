/** Channels of kind `events`: the feed handed over page by page, through the same outbox as everything else. */
import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import type { Database, Transaction } from "../../drizzle/client";
import { alertChannels, alertDeliveries } from "../../drizzle/schema";
import { uuidV7 } from "../clock";
import { type FeedCursor, feedCursorText, parseFeedCursor } from "../contract/event-feed";
import { filterFromQuery } from "../contract/filter";
import { sequenceBatches } from "../events/feed";
import { readFeed } from "../metrics/event-feed";
import type { Envelope } from "./format";

/** Events of one request, about; a single batch of the writer may hold more. */
const EVENTS_MAX = 500;
/** Pages without a match that are walked over in one turn. */
const EMPTY_PAGES_MAX = 50;

const pagePayload = z.object({ after: z.string(), through: z.string(), filter: z.string(), count: z.number() });

/** Puts the next page of each feed into the outbox, unless one waits there. Returns how many pages were made. */
export async function pageFeeds(db: Database, now: Date): Promise<number> {
  const feeds = await db
    .select({ id: alertChannels.id })
    .from(alertChannels)
    .where(and(eq(alertChannels.kind, "events"), eq(alertChannels.enabled, true), isNull(alertChannels.deletedAt)));
  if (feeds.length > 0) await sequenceBatches(db);
  let made = 0;
  for (const { id } of feeds) made += await db.transaction((tx) => pageFeed(tx, id, now));
  return made;
}

/** The cursor moves in the transaction that stores the page, so that no event is handed over twice and none is left out. */
async function pageFeed(tx: Transaction, id: number, now: Date): Promise<number> {
  const [channel] = await tx
    .select({ filter: alertChannels.filter, position: alertChannels.cursorPosition, event: alertChannels.cursorEvent })
    .from(alertChannels)
    .where(eq(alertChannels.id, id))
    .for("update", { skipLocked: true });
  if (channel === undefined || (await hasWaitingPage(tx, id))) return 0;
  const filterText = channel.filter ?? "";
  const after: FeedCursor = { position: channel.position ?? 0, event: channel.event };
  const page = await nextPage(tx, filterText, after);
  if (page.next.position === after.position) return 0;
  await tx
    .update(alertChannels)
    .set({ cursorPosition: page.next.position, cursorEvent: null })
    .where(eq(alertChannels.id, id));
  if (page.count === 0) return 0;
  const payload = { after: page.after, through: feedCursorText(page.next), filter: filterText, count: page.count };
  await tx.insert(alertDeliveries).values({
    id: uuidV7(now),
    channelId: id,
    kind: "events",
    payload,
    summary: `${page.count} events up to ${payload.through}`,
    nextAttemptAt: now,
    createdAt: now,
  });
  return 1;
}

async function hasWaitingPage(tx: Transaction, channelId: number): Promise<boolean> {
  const waiting = await tx
    .select({ id: alertDeliveries.id })
    .from(alertDeliveries)
    .where(
      and(
        eq(alertDeliveries.channelId, channelId),
        eq(alertDeliveries.kind, "events"),
        eq(alertDeliveries.state, "waiting"),
      ),
    )
    .limit(1);
  return waiting.length > 0;
}

async function nextPage(tx: Transaction, filterText: string, start: FeedCursor) {
  const filter = filterFromQuery(new URLSearchParams(filterText));
  let after = start;
  for (let turn = 0; ; turn++) {
    const { events, next, more } = await readFeed(tx, filter, after, { eventsMax: EVENTS_MAX });
    if (events.length > 0 || !more || turn >= EMPTY_PAGES_MAX)
      return { after: feedCursorText(after), next, count: events.length };
    after = next;
  }
}

/** The JSON body of a page: read again at each attempt, and the same each time, for what is in the feed stays as it is. */
export async function feedBody(db: Database, envelope: Envelope, payload: unknown): Promise<string> {
  const { after, through, filter } = pagePayload.parse(payload);
  const [start, end] = [parseFeedCursor(after), parseFeedCursor(through)];
  if (start === null || end === null) throw new Error("a page of the feed has a cursor that can't be read");
  const parsed = filterFromQuery(new URLSearchParams(filter));
  const { events } = await readFeed(db, parsed, start, { eventsMax: EVENTS_MAX, through: end.position });
  return JSON.stringify({
    type: "events",
    id: envelope.id,
    at: envelope.createdAt.toISOString(),
    after,
    cursor: through,
    events,
  });
}
