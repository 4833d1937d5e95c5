import pg from "pg";

/** The Postgres server that tests make their databases on. Throws when there is none. */
export function testServerUrl(): string {
  const serverUrl = process.env.ATTESTRY_TEST_DATABASE_URL;
  if (serverUrl === undefined || serverUrl === "") {
    throw new Error(
      "ATTESTRY_TEST_DATABASE_URL is not set\nhint: node scripts/with-postgres.mjs -- npx vitest run --project integration",
    );
  }
  return serverUrl;
}

/** The URL of another database of a server. */
export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Runs one statement on the server's own database. */
export async function onServer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
