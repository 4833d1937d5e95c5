import pg from "pg";

/** Hears what Postgres tells the data plane; `heard()` gives the notifications since the last call. */
export async function listenForConfiguration(databaseUrl: string): Promise<{
  heard(): Promise<number>;
  close(): Promise<void>;
}> {
  const client = new pg.Client({ connectionString: databaseUrl });
  let count = 0;
  client.on("notification", () => {
    count += 1;
  });
  await client.connect();
  await client.query("LISTEN attestry_config");
  return {
    async heard() {
      // A notification of a committed transaction arrives with the next answer at the latest.
      await client.query("SELECT 1");
      const since = count;
      count = 0;
      return since;
    },
    close: () => client.end(),
  };
}
