import { describe, type Log } from "../lib/log";

/** A task that comes again and again. */
export interface Recurring {
  /** Starts no further turn; resolves when the one that runs is over. */
  stop(): Promise<void>;
}

/** Runs a task again and again, never twice at once; a failure is logged and the next turn tries again. */
export function every(milliseconds: number, log: Log, task: () => Promise<void>): Recurring {
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    running ??= task()
      .catch((error: unknown) => log.warn("upkeep failed; it will be tried again", { cause: describe(error) }))
      .finally(() => {
        running = null;
      });
  }, milliseconds);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
