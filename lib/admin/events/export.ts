import { z } from "zod";
import type { Database } from "../../../drizzle/client";
import { type FeedCheckpoint, type FeedCursor, feedCursorText, parseFeedCursor } from "../../contract/event-feed";
import type { Filter } from "../../contract/filter";
import { AttestryError } from "../../errors";
import { sequenceBatches } from "../../events/feed";
import { feedHead, readFeed } from "../../metrics/event-feed";
import { defineEndpoint } from "../endpoint";
import { filterOf, filterQuery } from "../metrics/filter-query";
import { textStream } from "../text-stream";

/** Events that are read at once, about: what one export holds in memory. */
const PAGE = 500;
const LIMIT_MAX = 1_000_000;

export const exportEvents = defineEndpoint({
  method: "GET",
  path: "/api/events/export",
  summary: "The feed of attempts for other systems, as newline-delimited JSON behind a cursor",
  permission: "events:export",
  query: filterQuery.omit({ range: true, from: true, to: true, unit: true }).extend({
    cursor: z
      .string()
      .max(60)
      .default("0")
      .describe("`cursor` of the last line that was kept; `0` for the beginning, `now` for the end of the feed"),
    limit: z.coerce
      .number()
      .int()
      .min(1, "At least 1.")
      .max(LIMIT_MAX, `At most ${LIMIT_MAX}.`)
      .default(10_000)
      .describe("Events in one answer, about: it ends with a whole batch of the feed"),
  }),
  response: { mediaType: "application/x-ndjson" },
  run: async (context) => {
    const { db, query } = context;
    await sequenceBatches(db);
    const start = query.cursor === "now" ? await feedHead(db) : parseFeedCursor(query.cursor);
    if (start === null) {
      throw new AttestryError("invalid_request", "Not valid: cursor.", {
        fields: { cursor: "Not a cursor that this export gave out." },
      });
    }
    const lines =
      query.cursor === "now" ? checkpointOnly(start) : exportLines(db, filterOf(context), start, query.limit);
    return textStream(lines, { "content-type": "application/x-ndjson; charset=utf-8" });
  },
});

async function* checkpointOnly(at: FeedCursor): AsyncGenerator<string, void> {
  yield checkpointLine(at, false);
}

/** Events line by line, and at the end where to go on: past what the filter left out, too. */
async function* exportLines(
  db: Database,
  filter: Filter,
  start: FeedCursor,
  limit: number,
): AsyncGenerator<string, void> {
  let cursor = start;
  let sent = 0;
  for (;;) {
    const { events, next, more } = await readFeed(db, filter, cursor, { eventsMax: PAGE });
    cursor = next;
    sent += events.length;
    if (events.length > 0) yield events.map(line).join("");
    if (more && sent < limit) continue;
    yield checkpointLine(cursor, more);
    return;
  }
}

function checkpointLine(at: FeedCursor, more: boolean): string {
  const checkpoint: FeedCheckpoint = { type: "checkpoint", cursor: feedCursorText(at), more };
  return line(checkpoint);
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
