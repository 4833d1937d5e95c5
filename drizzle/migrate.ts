/** Brings a database up to date: `node dist/migrate.mjs`, also run by `npm start` and before the integration tests. */
import { join } from "node:path";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { config, requireDatabaseUrl } from "../lib/config";
import { connect } from "./client";

/** Applies the migrations in `folder` in order, one runner at a time. Returns how many were applied. */
export async function migrateDatabase(databaseUrl: string, folder: string): Promise<number> {
  const lock = new pg.Client({ connectionString: databaseUrl });
  await lock.connect();
  const connection = connect(databaseUrl, 1, "attestry-migrate");
  try {
    await lock.query("SELECT pg_advisory_lock(hashtext('attestry.migrate'))");
    const before = await applied(lock);
    await migrate(connection.db, { migrationsFolder: folder });
    return (await applied(lock)) - before;
  } finally {
    await connection.close();
    await lock.end();
  }
}

async function applied(client: pg.Client): Promise<number> {
  const exists = await client.query("SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS yes");
  if (exists.rows[0]?.yes !== true) return 0;
  const counted = await client.query("SELECT count(*)::int AS n FROM drizzle.__drizzle_migrations");
  return Number(counted.rows[0]?.n ?? 0);
}

if (process.argv[1]?.endsWith("migrate.mjs")) {
  const folder = join(process.argv[1], "../../drizzle/migrations");
  const count = await migrateDatabase(requireDatabaseUrl(config()), folder);
  process.stdout.write(count === 0 ? "database is up to date\n" : `applied ${count} migrations\n`);
}
