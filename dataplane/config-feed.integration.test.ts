import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { apps } from "../drizzle/schema";
import { parseConfig } from "../lib/config";
import { createLog } from "../lib/log";
import { type TestDatabase, testDatabase } from "../lib/testing/database";
import { ConfigFeed } from "./config-feed";
import { openSecretsVault } from "./secrets/open-vault";
import { SecretStore } from "./secrets/secret-store";
import { configVersion } from "./snapshot";
import { openVault } from "./vault";

let database: TestDatabase;
let dataDir: string;
let feed: ConfigFeed;

beforeAll(async () => {
  database = await testDatabase();
  dataDir = await mkdtemp(join(tmpdir(), "attestry-test-"));
  const { db, url } = database;
  const log = createLog("dataplane");
  const settings = parseConfig({ DATABASE_URL: url, ATTESTRY_DATA_DIR: dataDir });
  const secrets = new SecretStore(db, openSecretsVault(db, settings, log), log);
  feed = await ConfigFeed.start({ db, vault: await openVault(db, dataDir), secrets, log, databaseUrl: url });
});
afterAll(async () => {
  await feed.close();
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
});

const addApp = (appId: string) => database.db.insert(apps).values({ platform: "android", appId, name: appId });

it("a change that is made while the one before is being loaded is in force right after it", async () => {
  const holder = await database.pool.connect();
  await holder.query("BEGIN");
  await holder.query("LOCK TABLE builds IN ACCESS EXCLUSIVE MODE");
  await addApp("com.example.first");
  // It reads the configuration as it is now, and waits for the builds.
  const first = feed.refresh();
  await expect
    .poll(() => holder.query("SELECT 1 FROM pg_locks WHERE relation = 'builds'::regclass AND NOT granted"))
    .toMatchObject({ rowCount: 1 });
  await addApp("com.example.second");
  const second = feed.refresh();
  await holder.query("COMMIT");
  holder.release();
  await Promise.all([first, second]);
  expect(feed.current().version).toBe(await configVersion(database.db));
  expect(feed.current().apps.map(({ appId }) => appId)).toEqual(["com.example.first", "com.example.second"]);
});
