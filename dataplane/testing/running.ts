import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { vi } from "vitest";
import type { Database } from "../../drizzle/client";
import { parseConfig } from "../../lib/config";
import { testDatabase } from "../../lib/testing/database";
import { freePort } from "../../scripts/ports.mjs";
import { configVersion } from "../snapshot";
import { type RunningWorker, startWorker } from "../worker";
import { APP } from "./registration";

/** A data plane in this process on a port of its own, against a database of its own. */
export interface RunningDataplane {
  readonly url: string;
  readonly db: Database;
  readonly pool: pg.Pool;
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly worker: RunningWorker;
  /** Waits until the worker judges by what the database holds now. */
  settled(): Promise<void>;
  /** JSON in, JSON out. */
  post(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  challenge(purpose: "enrolment" | "attestation"): Promise<string>;
  stop(): Promise<void>;
}

/** However busy the machine: how fast a change arrives is what the bench measures. */
const PATIENCE_MS = 30_000;

export async function runDataplane(environment: Record<string, string> = {}): Promise<RunningDataplane> {
  const port = await freePort();
  const database = await testDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), "attestry-test-"));
  const settings = parseConfig({
    DATABASE_URL: database.url,
    ATTESTRY_DATA_DIR: dataDir,
    DATAPLANE_PORT: String(port),
    DATAPLANE_HOST: "127.0.0.1",
    ATTESTRY_RATE_PER_ADDRESS: "1000000",
    ...environment,
  });
  const worker = await startWorker(settings);
  const url = `http://127.0.0.1:${port}`;
  const post: RunningDataplane["post"] = async (path, body, headers = {}) => {
    const response = await fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    url,
    db: database.db,
    pool: database.pool,
    databaseUrl: database.url,
    dataDir,
    worker,
    async settled() {
      const raised = await configVersion(database.db);
      await vi.waitUntil(() => worker.service.snapshot().version >= raised, { timeout: PATIENCE_MS, interval: 10 });
    },
    post,
    async challenge(purpose) {
      const { body } = await post("/v1/challenges", { app: APP.app, platform: APP.platform, purpose });
      return String(body.challenge);
    },
    async stop() {
      await worker.stop();
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
