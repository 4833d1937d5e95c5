import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import type pg from "pg";
import type { Database } from "../../drizzle/client";
import { apiDomains, appApiDomains, apps, builds, policyVersions, tokenKeys, vaultKeys } from "../../drizzle/schema";
import { parseConfig } from "../../lib/config";
import { type AppraisalPolicy, STARTING_POLICY } from "../../lib/contract/policy";
import { type TokenAlgorithm, tokenSettingsSchema } from "../../lib/contract/tokens";
import { seal } from "../../lib/secrets/sealing";
import { testDatabase } from "../../lib/testing/database";
import { fingerprint, generateTokenKey } from "../../lib/tokens/keys";
import { type RunningWorker, startWorker } from "../worker";

export const SIGNER = "a".repeat(64);
export const APP = { app: "com.example.app", platform: "android", signer: SIGNER } as const;

/** A data plane in this process on a port of its own, against a database of its own. */
export interface RunningDataplane {
  readonly url: string;
  readonly db: Database;
  readonly pool: pg.Pool;
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly worker: RunningWorker;
  /** JSON in, JSON out. */
  post(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  challenge(purpose: "enrolment" | "attestation"): Promise<string>;
  stop(): Promise<void>;
}

export async function runDataplane(port: number, environment: Record<string, string> = {}): Promise<RunningDataplane> {
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

/** Registers the test app with one build, a policy and one API; answers the API's key bytes. */
export async function registerApp(
  dataplane: { db: Database },
  options: { policy?: Partial<AppraisalPolicy>; algorithm?: TokenAlgorithm; appId?: string; domain?: string } = {},
): Promise<{ appId: number; domain: string; key: Buffer }> {
  const { db } = dataplane;
  const domain = options.domain ?? "api.example.com";
  const algorithm = options.algorithm ?? "HS256";
  const key = generateTokenKey(algorithm);
  const [vault] = await db.select().from(vaultKeys);
  if (vault === undefined) throw new Error("the data plane made no vault key");
  const sealed = await seal(vault, `token-key:${domain}`, key);
  const appId = await db.transaction(async (tx) => {
    const [app] = await tx
      .insert(apps)
      .values({ platform: "android", appId: options.appId ?? APP.app, name: "Example" })
      .returning();
    if (app === undefined) throw new Error("no app");
    const [policy] = await tx
      .insert(policyVersions)
      .values({
        appId: app.id,
        version: 1,
        policy: { ...STARTING_POLICY, ...options.policy },
        reason: "test",
        author: "test",
      })
      .returning();
    await tx
      .update(apps)
      .set({ activePolicyId: policy?.id ?? null })
      .where(sql`id = ${app.id}`);
    await tx.insert(builds).values({
      appId: app.id,
      source: "manual",
      versionName: "1.0.0",
      versionCode: 1,
      signerDigests: [SIGNER],
      registeredBy: "test",
    });
    const [api] = await tx
      .insert(apiDomains)
      .values({ domain, tokenSettings: tokenSettingsSchema.parse({ algorithm }) })
      .returning();
    if (api === undefined) throw new Error("no api");
    await tx.insert(appApiDomains).values({ appId: app.id, apiDomainId: api.id });
    await tx
      .insert(tokenKeys)
      .values({ apiDomainId: api.id, kid: `kid-${domain}`, algorithm, sealed, fingerprint: fingerprint(key) });
    return app.id;
  });
  return { appId, domain, key };
}
