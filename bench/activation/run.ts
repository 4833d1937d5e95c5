import { randomUUID } from "node:crypto";
import type pg from "pg";
import { type DataplaneProcess, startDataplane } from "../dataplane-process";
import { note, percentile, print } from "../report";

const PORT = 18_371;
const WORKERS = 4;
const ROUNDS = 200;
const LIMIT_MS = 1000;
/** Between two looks at the workers. */
const LOOK_MS = 2;

/** From the commit of an activation, or of an override's revocation, until every worker judges by it. */
export async function benchActivation(): Promise<void> {
  const dataplane = await startDataplane(PORT, WORKERS);
  const client = await dataplane.connection.pool.connect();
  try {
    await writeSecondVersion(client);
    // The metrics of a worker that is still starting are waited for, for seconds: all of them are up from here on.
    await seenByEveryWorker(dataplane, await versionOf(client));
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await (round % 2 === 0 ? activateOther(client) : banAndLift(client));
      const committed = performance.now();
      await seenByEveryWorker(dataplane, await versionOf(client));
      times.push(performance.now() - committed);
    }
    note(
      `${WORKERS} workers; median ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms`,
    );
    print({
      name: `activation or revocation seen by every worker: slowest of ${ROUNDS}`,
      ours: Math.max(...times),
      limit: LIMIT_MS,
      against: "the issue's bound",
      unit: "ms",
      target: null,
    });
  } finally {
    client.release();
    await dataplane.stop();
  }
}

async function writeSecondVersion(client: pg.PoolClient): Promise<void> {
  await client.query(
    `INSERT INTO policy_versions (app_id, version, policy, reason, author)
     SELECT app_id, version + 1, policy, reason, author FROM policy_versions WHERE version = 1`,
  );
}

async function activateOther(client: pg.PoolClient): Promise<void> {
  await client.query(
    "UPDATE apps a SET active_policy_id = p.id FROM policy_versions p WHERE p.app_id = a.id AND p.id <> a.active_policy_id",
  );
}

async function banAndLift(client: pg.PoolClient): Promise<void> {
  await client.query(
    "INSERT INTO overrides (instance_id, kind, reason, owner, lifted_at, lifted_by) VALUES ($1, 'ban', 'bench', 'bench', now(), 'bench')",
    [randomUUID()],
  );
}

async function versionOf(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query<{ version: string }>("SELECT version FROM config_version");
  return Number(rows[0]?.version ?? 0);
}

/** The gauge is the smallest of all workers'. */
async function seenByEveryWorker({ url }: DataplaneProcess, version: number): Promise<void> {
  for (;;) {
    const text = await (await fetch(`${url}/metrics`)).text();
    const [, seen] = /^attestry_config_version (\d+)/m.exec(text) ?? [];
    if (Number(seen ?? 0) >= version) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
