import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Connection, connect } from "../../drizzle/client";
import type { Config } from "../../lib/config";
import { FleetError } from "../fleet-error";

/** Connects to DATABASE_URL, else to the embedded Postgres of the data directory, which must be running. */
export async function connectToHistory({ databaseUrl, dataDir }: Config): Promise<Connection> {
  const url = databaseUrl ?? (await embeddedUrl(dataDir));
  const connection = connect(url, 3, "attestry-backfill");
  try {
    await connection.pool.query("SELECT FROM summary_progress");
    return connection;
  } catch (cause) {
    await connection.close();
    throw new FleetError("the database can't be used", "start Attestry first (npm start), or set DATABASE_URL", cause);
  }
}

/** The embedded server's address, as scripts/postgres/home.mjs keeps it. */
async function embeddedUrl(dataDir: string): Promise<string> {
  const read = (name: string) =>
    readFile(join(dataDir, "postgres", name), "utf8").catch((cause: unknown) => {
      throw new FleetError("no database is known", "start Attestry first (npm start), or set DATABASE_URL", cause);
    });
  const [port, password] = [(await read("port")).trim(), (await read("password")).trim()];
  return `postgres://attestry:${password}@127.0.0.1:${port}/attestry`;
}
