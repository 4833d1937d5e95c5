import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  lstatSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeTemporaryDataDir, removeDataDir } from "./data-dir.mjs";
import { queryOnce } from "./database.mjs";
import { startPostgres } from "./postgres.mjs";
import { isRunning, sendSignal, waitUntil } from "./processes.mjs";

let dataDir = "";
let said: string[] = [];
let stops: (() => Promise<void>)[] = [];

async function start(folder = dataDir) {
  const server = await startPostgres({ dataDir: folder, log: (line) => said.push(line), throwaway: true });
  stops.push(() => server.stop());
  return server;
}

const lockFile = () => join(realpathSync(join(dataDir, "postgres")), "data/postmaster.pid");

beforeEach(() => {
  dataDir = makeTemporaryDataDir();
  said = [];
  stops = [];
});
afterEach(async () => {
  for (const stop of stops) await stop();
  removeDataDir(dataDir);
});

describe("embedded Postgres", () => {
  it("keeps data, password and port from one start to the next", async () => {
    const first = await start();
    await queryOnce(first.url, "CREATE TABLE kept AS SELECT 7 AS number");
    await first.stop();
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await queryOnce(second.url, "SELECT number FROM kept")).toEqual([{ number: 7 }]);
  });

  it("listens on loopback only, demands the password, and keeps it to itself", async () => {
    const server = await start();
    const [settings] = await queryOnce(
      server.url,
      "SELECT current_setting('listen_addresses') AS addresses, current_setting('unix_socket_directories') AS sockets",
    );
    expect(settings).toEqual({ addresses: "127.0.0.1", sockets: "" });
    const wrong = new URL(server.url);
    wrong.password = "guess";
    await expect(queryOnce(wrong.href, "SELECT 1")).rejects.toThrow("password authentication failed");
    expect(statSync(join(realpathSync(join(dataDir, "postgres")), "password")).mode & 0o777).toBe(0o600);
    expect(said.join("\n")).not.toContain(new URL(server.url).password);
  });

  it("comes back after kill -9 with all that was committed", async () => {
    const first = await start();
    await queryOnce(first.url, "CREATE TABLE kept AS SELECT 7 AS number");
    sendSignal(first.pid, "SIGKILL");
    expect(await first.exited).toBe("SIGKILL");
    const second = await start();
    expect(await queryOnce(second.url, "SELECT number FROM kept")).toEqual([{ number: 7 }]);
  });

  it("stops the server that a killed launcher left running, then starts its own", async () => {
    const launcher = spawn(process.execPath, [
      "--input-type=module",
      "--eval",
      `import { startPostgres } from ${JSON.stringify(resolve(import.meta.dirname, "postgres.mjs"))};
       const { pid } = await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, log() {}, throwaway: true });
       console.log(pid);
       setInterval(() => {}, 1000);`,
    ]);
    const orphan = Number(String((await once(launcher.stdout, "data"))[0]));
    launcher.kill("SIGKILL");
    await once(launcher, "exit");
    expect(isRunning(orphan)).toBe(true);

    const server = await start();
    expect(said.join("\n")).toContain(`an earlier launcher left running (pid ${orphan})`);
    expect(isRunning(orphan)).toBe(false);
    expect(await queryOnce(server.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("is not put off by a lock file whose pid another program has by now", async () => {
    const first = await start();
    const lock = readFileSync(lockFile(), "utf8");
    await first.stop();
    writeFileSync(lockFile(), lock.replace(/^\d+/, String(process.pid)));
    const second = await start();
    expect(await queryOnce(second.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(isRunning(process.pid)).toBe(true);
  });

  it("makes the cluster anew when its making was cut short", async () => {
    const first = await start();
    await first.stop();
    const home = realpathSync(join(dataDir, "postgres"));
    renameSync(join(home, "data"), join(home, "new-1"));
    const second = await start();
    expect(await queryOnce(second.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(existsSync(join(home, "new-1"))).toBe(false);
  });

  it("gives up a start when asked to, leaving nothing running", async () => {
    const first = await start();
    await first.stop();
    const asked = new AbortController();
    const starting = startPostgres({ dataDir, log: () => {}, signal: asked.signal });
    await waitUntil(() => existsSync(lockFile()), 10_000);
    const pid = Number.parseInt(readFileSync(lockFile(), "utf8"), 10);
    asked.abort();
    await expect(starting).rejects.toThrow(/abort/i);
    expect(await waitUntil(() => !isRunning(pid), 1_000)).toBe(true);
  });

  it.runIf(process.getuid?.() === 0)("works for root below a folder closed to everybody else", async () => {
    chmodSync(dataDir, 0o700);
    const closed = join(dataDir, "attestry");
    const server = await start(closed);
    expect(await queryOnce(server.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(lstatSync(join(closed, "postgres")).isSymbolicLink()).toBe(true);
    expect(statSync(join(closed, "postgres")).uid).not.toBe(0);
    await server.stop();
    removeDataDir(closed);
  });
});
