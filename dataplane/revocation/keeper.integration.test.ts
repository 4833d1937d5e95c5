import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it } from "vitest";
import { revocationLists } from "../../drizzle/schema";
import { parseConfig } from "../../lib/config";
import { createLog } from "../../lib/log";
import { testDatabase } from "../../lib/testing/database";
import { RevocationFeed } from "./feed";
import { RevocationKeeper } from "./keeper";
import { maxAgeOf } from "./source";

const { db } = await testDatabase();
const log = createLog("test", () => undefined);

let served: { status: number; headers: Record<string, string>; body: string };
let asked = 0;
const server = createServer((_, res) => {
  asked += 1;
  res.writeHead(served.status, served.headers).end(served.body);
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
const folders: string[] = [];
afterAll(async () => {
  server.close();
  for (const folder of folders) await rm(folder, { recursive: true });
});

const listOf = (serial: string) => JSON.stringify({ entries: { [serial]: { status: "REVOKED" } } });

beforeEach(() => {
  asked = 0;
  served = { status: 200, headers: { "cache-control": "public, max-age=600" }, body: listOf("abc") };
});

async function start(source = `http://127.0.0.1:${port}/status`) {
  const dataDir = await mkdtemp(join(tmpdir(), "attestry-test-"));
  folders.push(dataDir);
  const settings = parseConfig({ ATTESTRY_DATA_DIR: dataDir, ATTESTRY_REVOCATION_LIST: source });
  const clock = { now: new Date() };
  const keeper = new RevocationKeeper(db, settings, () => clock.now, log);
  const feed = new RevocationFeed(dataDir, settings.revocationMaximumAgeSeconds, log);
  return {
    dataDir,
    clock,
    tend: () => keeper.tend(),
    /** What a worker that starts now judges by. */
    async current() {
      await feed.start();
      feed.stop();
      const state = feed.current();
      return state === "unavailable" ? state : { ...state, serials: [...state.list.keys()] };
    },
    async reported() {
      const [row] = await db.select().from(revocationLists);
      return row;
    },
    pass: (seconds: number) => {
      clock.now = new Date(clock.now.getTime() + seconds * 1000);
    },
  };
}

it("fetches the list, asks again only when its max-age is over, and tells the console", async () => {
  const kept = await start();
  expect(await kept.current()).toBe("unavailable");
  await kept.tend();
  await kept.tend();
  expect(asked).toBe(1);
  expect(await kept.current()).toMatchObject({ serials: ["abc"], retrievedAt: kept.clock.now });
  expect(await kept.reported()).toMatchObject({ entries: 1, problem: null });
  kept.pass(601);
  served.body = listOf("def");
  await kept.tend();
  expect(asked).toBe(2);
  expect(await kept.current()).toMatchObject({ serials: ["def"], retrievedAt: kept.clock.now });
});

it.each([
  ["fails", () => ({ ...served, status: 500 })],
  ["sends something else", () => ({ ...served, body: "<html>captive portal</html>" })],
  ["sends a list whose serials are none", () => ({ ...served, body: listOf("not hex") })],
])("keeps the last good copy with its age when the source %s, and says so", async (_, broken) => {
  const kept = await start();
  await kept.tend();
  const good = kept.clock.now;
  served = broken();
  kept.pass(601);
  await kept.tend();
  expect(await kept.current()).toMatchObject({ serials: ["abc"], retrievedAt: good });
  expect((await kept.reported())?.problem).toBeTruthy();
  // A minute later it is tried again.
  kept.pass(61);
  served = { status: 200, headers: {}, body: listOf("abc") };
  await kept.tend();
  expect(await kept.reported()).toMatchObject({ problem: null, retrievedAt: kept.clock.now });
});

it("outlives a restart with the copy on disk, whatever the source does then", async () => {
  const kept = await start();
  await kept.tend();
  served = { ...served, status: 503 };
  const settings = parseConfig({
    ATTESTRY_DATA_DIR: kept.dataDir,
    ATTESTRY_REVOCATION_LIST: `http://127.0.0.1:${port}/status`,
  });
  await new RevocationKeeper(db, settings, () => kept.clock.now, log).tend();
  expect(await kept.current()).toMatchObject({ serials: ["abc"] });
  expect(await kept.reported()).toMatchObject({ entries: 1 });
});

it("takes a file for sites without internet, whose time of modification is its age", async () => {
  const folder = await mkdtemp(join(tmpdir(), "attestry-test-"));
  folders.push(folder);
  const file = join(folder, "status.json");
  await writeFile(file, listOf("f00"));
  const kept = await start(file);
  await kept.tend();
  expect(await kept.current()).toMatchObject({ serials: ["f00"] });
});

it("holds a source's max-age within bounds", () => {
  expect([null, "no-store", "max-age=5", "public, max-age=7200", "max-age=99999999"].map(maxAgeOf)).toEqual([
    3600, 3600, 300, 7200, 86_400,
  ]);
});
