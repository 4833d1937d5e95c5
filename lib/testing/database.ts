import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll } from "vitest";
import { type Connection, connect } from "../../drizzle/client";
import { migrateDatabase } from "../../drizzle/migrate";

const MIGRATIONS = fileURLToPath(new URL("../../drizzle/migrations", import.meta.url));

export interface TestDatabase extends Connection {
  readonly url: string;
}

/**
 * A fresh, migrated database on the server of ATTESTRY_TEST_DATABASE_URL, dropped after the file's last test. Call it
 * at the top level of a test file: `const { db } = await testDatabase();`.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const serverUrl = process.env.ATTESTRY_TEST_DATABASE_URL;
  if (serverUrl === undefined || serverUrl === "") {
    throw new Error(
      "ATTESTRY_TEST_DATABASE_URL is not set\nhint: node scripts/with-postgres.mjs -- npx vitest run --project integration",
    );
  }
  const name = `test_${randomBytes(8).toString("hex")}`;
  await onServer(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await migrateDatabase(url.href, MIGRATIONS);
  const connection = connect(url.href, 5, "attestry-test");
  afterAll(async () => {
    await connection.close();
    await onServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  });
  return { ...connection, url: url.href };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
