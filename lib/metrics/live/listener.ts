import pg from "pg";
import { EVENTS_CHANNEL } from "../../contract/channels";
import { describe, type Log } from "../../log";

const RETRY_MIN_MS = 250;
const RETRY_MAX_MS = 5000;

export interface ListenerEvents {
  /** The writer has committed a batch. */
  onWake(): void;
  /** The connection came up (true) or broke (false). */
  onListening(listening: boolean): void;
}

/**
 * Listens for the writer's wake-ups on one connection of its own, for as long as the process lives. A broken one is made
 * again, with growing pauses; what was missed meanwhile is the listener's to fetch when `onListening(true)` comes.
 * Returns the end of it. LISTEN needs a direct connection: a pooler in transaction mode delivers nothing.
 */
export function listen(databaseUrl: string, events: ListenerEvents, log: Log): () => Promise<void> {
  let stopped = false;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let pause = RETRY_MIN_MS;

  const connect = async () => {
    const next = new pg.Client({ connectionString: databaseUrl, application_name: "attestry-live", keepAlive: true });
    let broken = false;
    const onBroken = (error: unknown) => {
      if (broken || stopped) return;
      broken = true;
      client = null;
      log.warn("the live view does not hear the database; trying again", { cause: describe(error), pauseMs: pause });
      events.onListening(false);
      next.end().catch(() => undefined);
      timer = setTimeout(() => void connect(), pause);
      pause = Math.min(pause * 2, RETRY_MAX_MS);
    };
    next.on("error", onBroken);
    next.on("end", () => onBroken(new Error("the connection ended")));
    next.on("notification", () => events.onWake());
    try {
      await next.connect();
      await next.query(`LISTEN ${EVENTS_CHANNEL}`);
    } catch (error) {
      onBroken(error);
      return;
    }
    if (stopped) return void next.end().catch(() => undefined);
    client = next;
    pause = RETRY_MIN_MS;
    events.onListening(true);
  };

  void connect();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await client?.end().catch(() => undefined);
  };
}
