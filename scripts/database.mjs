/** Talking to a Postgres, embedded or the operator's, as far as the launcher has to. */
import { setTimeout as sleep } from "node:timers/promises";
import { hasCode } from "./processes.mjs";

const patienceMs = 30_000;

/**
 * Runs one statement on a connection of its own.
 * @param {string} url
 * @param {string} sql
 * @returns {Promise<unknown[]>} the rows
 */
export async function queryOnce(url, sql) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Whether the error means that the server is starting, recovering or not there yet, and not that it refuses us.
 * @param {unknown} error
 */
export function isNotReadyYet(error) {
  // 57P03 is cannot_connect_now.
  const passing = ["57P03", "ECONNREFUSED", "ECONNRESET"].some((code) => hasCode(error, code));
  return passing || (error instanceof Error && /timeout|terminated/i.test(error.message));
}

/**
 * Waits for the operator's Postgres, which may be starting at the same time.
 * @param {string} url
 * @param {{ progress: import("./progress.mjs").Progress, signal: AbortSignal }} options
 */
export async function awaitDatabase(url, { progress, signal }) {
  const giveUpAt = performance.now() + patienceMs;
  await progress.step("connecting to the Postgres of DATABASE_URL", async () => {
    for (;;) {
      try {
        await queryOnce(url, "SELECT 1");
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (!isNotReadyYet(error) || performance.now() > giveUpAt) {
          throw new Error(`the Postgres of DATABASE_URL can't be used: ${describe(error)}`);
        }
      }
      await sleep(500, undefined, { signal });
    }
  });
}

/** @param {unknown} error */
function describe(error) {
  // A refused connection to a name with several addresses is an AggregateError without a message.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first.message : String(first);
}
