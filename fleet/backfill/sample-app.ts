import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Database } from "../../drizzle/client";
import { createApp } from "../../lib/admin/apps/create";
import { addBuild } from "../../lib/admin/builds/add";
import { activatePolicy } from "../../lib/admin/policies/activate";
import { createPolicyVersion } from "../../lib/admin/policies/create-version";
import type { RegisteredApp } from "../../lib/attestation/reference-values";
import { appSchema, buildSchema } from "../../lib/contract/admin/apps";
import { PLATFORMS, type Platform } from "../../lib/contract/evidence";
import { FleetError } from "../fleet-error";
import { act } from "./act";
import { RELEASES, SAMPLE_APP_ID, SAMPLE_APP_NAME, samplePolicy } from "./story";

/** The version that judges all of the sample: the one after what a new app starts with. */
const POLICY_VERSION = 2;

/** Registers the sample app on both platforms with its builds and policy; refuses where it is registered already. */
export async function registerSampleApp(db: Database, since: Date): Promise<Record<Platform, RegisteredApp>> {
  const known = await db.execute(sql`SELECT FROM apps WHERE app_id = ${SAMPLE_APP_ID}`);
  if ((known.rowCount ?? 0) > 0) {
    throw new FleetError(
      `${SAMPLE_APP_ID} has a sample history already`,
      "start with an empty data directory (ATTESTRY_DATA_DIR) for another one",
    );
  }
  const registered: Partial<Record<Platform, RegisteredApp>> = {};
  for (const platform of PLATFORMS) registered[platform] = await registerOn(db, platform, since);
  const { android, ios } = registered;
  if (android === undefined || ios === undefined) throw new Error("a platform is missing");
  return { android, ios };
}

async function registerOn(db: Database, platform: Platform, at: Date): Promise<RegisteredApp> {
  const app = appSchema.parse(
    await act(db, createApp, { body: { platform, appId: SAMPLE_APP_ID, name: SAMPLE_APP_NAME }, at }),
  );
  const params = { id: app.id };
  const signer = createHash("sha256").update(`${SAMPLE_APP_ID} ${platform}`).digest("hex");
  const builds: RegisteredApp["builds"][number][] = [];
  for (const { version, versionCode } of RELEASES) {
    const body = { versionName: version, versionCode, signerDigests: [signer] };
    const { signerDigests, teamId } = buildSchema.parse(await act(db, addBuild, { params, body, at }));
    builds.push({ versionName: version, versionCode, signerDigests, teamId, expiresAt: null });
  }
  const rules = samplePolicy(platform);
  const reason = "Refuse emulators and clones; note untrusted authorities and old patches";
  await act(db, createPolicyVersion, { params, body: { baseVersion: 1, policy: rules, reason }, at });
  const version = { ...params, version: POLICY_VERSION };
  await act(db, activatePolicy, { params: version, body: { replaces: 1, confirm: SAMPLE_APP_ID }, at });
  return {
    id: app.id,
    platform,
    appId: SAMPLE_APP_ID,
    name: SAMPLE_APP_NAME,
    acceptsTestTraffic: true,
    builds,
    playKeys: null,
    policy: { id: await activePolicyId(db, app.id), version: POLICY_VERSION, rules },
  };
}

async function activePolicyId(db: Database, appId: number): Promise<number> {
  const { rows } = await db.execute<{ id: number }>(sql`SELECT active_policy_id AS id FROM apps WHERE id = ${appId}`);
  const [row] = rows;
  if (row === undefined) throw new Error("the sample app has no policy");
  return row.id;
}
