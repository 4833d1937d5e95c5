import type { Log } from "../lib/log";

/** Runs a task again and again, never twice at once; a failure is logged and the next turn tries again. */
export function every(milliseconds: number, log: Log, task: () => Promise<void>): NodeJS.Timeout {
  let running = false;
  return setInterval(() => {
    if (running) return;
    running = true;
    task()
      .catch((error: unknown) => log.warn("upkeep failed; it will be tried again", { cause: String(error) }))
      .finally(() => {
        running = false;
      });
  }, milliseconds);
}
