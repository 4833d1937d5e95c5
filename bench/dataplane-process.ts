import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { registerApp } from "../dataplane/testing/registration";
import { type Connection, connect } from "../drizzle/client";
import { migrateDatabase } from "../drizzle/migrate";
import { config, requireDatabaseUrl } from "../lib/config";
import { onServer, databaseUrl as urlOf } from "../lib/testing/test-server";
import { buildProgram } from "../scripts/run.mjs";

export interface DataplaneProcess {
  readonly url: string;
  readonly pid: number;
  readonly connection: Connection;
  readonly dataDir: string;
  stop(): Promise<void>;
}

/**
 * Starts the built data plane as its own processes with one app registered. Its database on the bench's Postgres is its
 * own: another data plane of the same run has other keys, and could not open what this one sealed. All of its processes
 * stay on one core where it is given (Linux).
 */
export async function startDataplane(
  port: number,
  workers: number,
  core: number | null = null,
): Promise<DataplaneProcess> {
  const serverUrl = requireDatabaseUrl(config());
  const name = `bench_${randomBytes(8).toString("hex")}`;
  const databaseUrl = urlOf(serverUrl, name);
  await onServer(serverUrl, `CREATE DATABASE ${name}`);
  await migrateDatabase(databaseUrl, join(process.argv[1] ?? "", "../../drizzle/migrations"));
  const dataDir = await mkdtemp(join(tmpdir(), "attestry-bench-"));
  const program = [process.execPath, await buildProgram("dataplane")];
  const [command = "", ...args] = core === null ? program : ["taskset", "-c", String(core), ...program];
  const child: ChildProcess = spawn(command, args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      ATTESTRY_DATA_DIR: dataDir,
      DATAPLANE_PORT: String(port),
      DATAPLANE_HOST: "127.0.0.1",
      DATAPLANE_WORKERS: String(workers),
      ATTESTRY_RATE_PER_ADDRESS: "1000000",
    },
  });
  const url = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(`${url}/readyz`)).ok);
  const connection = connect(databaseUrl, 2, "attestry-bench");
  await registerApp(connection);
  await until(async () => (await fetch(`${url}/v1/config?app=com.example.app&platform=android`)).ok);
  return {
    url,
    pid: child.pid ?? 0,
    connection,
    dataDir,
    async stop() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
      await connection.close();
      await onServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Waits for a condition, at most `patienceMs`. */
export async function until(condition: () => Promise<boolean>, patienceMs = 20_000): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await condition().catch(() => false))) {
    if (performance.now() > deadline) throw new Error(`it did not come true within ${patienceMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
