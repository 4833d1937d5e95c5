import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import * as schema from "./schema";

export type Database = NodePgDatabase<typeof schema>;
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

export interface Connection {
  readonly db: Database;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/**
 * A pool of `size` connections. Connections that break while idle are dropped quietly; the next query makes one. Queries
 * of one client are sent without waiting for the answers of those before. A statement that takes longer than
 * `statementTimeoutMs` is cancelled by the server; 0: never.
 */
export function connect(
  databaseUrl: string,
  size = 10,
  applicationName = "attestry",
  { statementTimeoutMs = 0 }: { statementTimeoutMs?: number } = {},
): Connection {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: size,
    application_name: applicationName,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    statement_timeout: statementTimeoutMs,
    pipeline: true,
  });
  pool.on("error", () => undefined);
  // A connection that breaks in the middle of a query fails that query; its own event needs no second word.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return { db: drizzle(pool, { schema }), pool, close: () => pool.end() };
}
