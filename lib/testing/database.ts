import { randomBytes } from "node:crypto";
import { afterAll, inject } from "vitest";
import { type Connection, connect } from "../../drizzle/client";
import { databaseUrl, onServer, testServerUrl } from "./test-server";

export interface TestDatabase extends Connection {
  readonly url: string;
}

/**
 * A fresh, migrated database on the server of ATTESTRY_TEST_DATABASE_URL, dropped after the file's last test. Call it
 * at the top level of a test file: `const { db } = await testDatabase();`.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const serverUrl = testServerUrl();
  const name = `test_${randomBytes(8).toString("hex")}`;
  await onServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${inject("templateDatabase")}`);
  const url = databaseUrl(serverUrl, name);
  const connection = connect(url, 5, "attestry-test");
  afterAll(async () => {
    await connection.close();
    await onServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  });
  return { ...connection, url };
}
