import { createHash } from "node:crypto";
import type pg from "pg";
import type { RegisteredApp } from "../../lib/attestation/reference-values";
import { PLATFORMS, type Platform } from "../../lib/contract/evidence";
import { FleetError } from "../fleet-error";
import { RELEASES, SAMPLE_APP_ID, SAMPLE_APP_NAME, samplePolicy } from "./story";

const AUTHOR = "sample history";

/** Registers the sample app on both platforms with its builds and policy; refuses where it is registered already. */
export async function registerSampleApp(client: pg.ClientBase, since: Date): Promise<Record<Platform, RegisteredApp>> {
  const known = await client.query("SELECT FROM apps WHERE app_id = $1", [SAMPLE_APP_ID]);
  if ((known.rowCount ?? 0) > 0) {
    throw new FleetError(
      `${SAMPLE_APP_ID} has a sample history already`,
      "start with an empty data directory (ATTESTRY_DATA_DIR) for another one",
    );
  }
  const [android, ios] = await Promise.all(PLATFORMS.map((platform) => registerOn(client, platform, since)));
  if (android === undefined || ios === undefined) throw new Error("a platform is missing");
  return { android, ios };
}

async function registerOn(client: pg.ClientBase, platform: Platform, since: Date): Promise<RegisteredApp> {
  const name = SAMPLE_APP_NAME;
  const app = await insert(client, "apps (platform, app_id, name, created_at)", [platform, SAMPLE_APP_ID, name, since]);
  const signer = createHash("sha256").update(`${SAMPLE_APP_ID} ${platform}`).digest("hex");
  for (const { version, versionCode } of RELEASES) {
    await insert(
      client,
      "builds (app_id, source, version_name, version_code, signer_digests, registered_by, created_at)",
      [app, "manual", version, versionCode, [signer], AUTHOR, since],
    );
  }
  const rules = samplePolicy(platform);
  const policy = await insert(client, "policy_versions (app_id, version, policy, reason, author, created_at)", [
    app,
    1,
    JSON.stringify(rules),
    "The policy of the sample history",
    AUTHOR,
    since,
  ]);
  await insert(client, "policy_activations (app_id, policy_version_id, activated_by, activated_at)", [
    app,
    policy,
    AUTHOR,
    since,
  ]);
  await client.query("UPDATE apps SET active_policy_id = $1 WHERE id = $2", [policy, app]);
  return {
    id: app,
    platform,
    appId: SAMPLE_APP_ID,
    name,
    acceptsTestTraffic: true,
    builds: RELEASES.map(({ version, versionCode }) => ({
      versionName: version,
      versionCode,
      signerDigests: [signer],
      teamId: null,
      expiresAt: null,
    })),
    playKeys: null,
    policy: { id: policy, version: 1, rules },
  };
}

/** Inserts one row and gives back its id. `into` is the table with its columns. */
async function insert(client: pg.ClientBase, into: string, values: readonly unknown[]): Promise<number> {
  const marks = values.map((_, index) => `$${index + 1}`).join(", ");
  const { rows } = await client.query<{ id: number }>(`INSERT INTO ${into} VALUES (${marks}) RETURNING id`, [
    ...values,
  ]);
  const [row] = rows;
  if (row === undefined) throw new Error("a row was not stored");
  return row.id;
}
