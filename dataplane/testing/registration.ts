import { sql } from "drizzle-orm";
import type { Database } from "../../drizzle/client";
import { apiDomains, appApiDomains, apps, builds, policyVersions, tokenKeys, vaultKeys } from "../../drizzle/schema";
import { type AppraisalPolicy, STARTING_POLICY } from "../../lib/contract/policy";
import { type TokenAlgorithm, tokenSettingsSchema } from "../../lib/contract/tokens";
import { seal } from "../../lib/secrets/sealing";
import { generateTokenKey } from "../../lib/secrets/token-key";

export const SIGNER = "a".repeat(64);
export const APP = { app: "com.example.app", platform: "android", signer: SIGNER } as const;

/** Registers the test app with one build, a policy and one API; answers the API's key bytes. */
export async function registerApp(
  dataplane: { db: Database },
  options: {
    policy?: Partial<AppraisalPolicy>;
    algorithm?: TokenAlgorithm;
    appId?: string;
    domain?: string;
    /** Makes it an iOS app of this team. */
    teamId?: string;
    acceptsTestTraffic?: boolean;
  } = {},
): Promise<{ appId: number; domain: string; secret: Buffer }> {
  const { db } = dataplane;
  const { teamId = null, acceptsTestTraffic = true } = options;
  const domain = options.domain ?? "api.example.com";
  const algorithm = options.algorithm ?? "HS256";
  const key = await generateTokenKey(algorithm);
  const [vault] = await db.select().from(vaultKeys);
  if (vault === undefined) throw new Error("the data plane made no vault key");
  const sealed = await seal(vault, `token-key:${key.kid}`, key.privateJwkBytes);
  const appId = await db.transaction(async (tx) => {
    const [app] = await tx
      .insert(apps)
      .values({
        platform: teamId === null ? "android" : "ios",
        appId: options.appId ?? APP.app,
        name: "Example",
        acceptsTestTraffic,
      })
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
      signerDigests: teamId === null ? [SIGNER] : [],
      teamId,
      registeredBy: "test",
    });
    const [api] = await tx
      .insert(apiDomains)
      .values({ domain, tokenSettings: tokenSettingsSchema.parse({ algorithm }) })
      .returning();
    if (api === undefined) throw new Error("no api");
    await tx.insert(appApiDomains).values({ appId: app.id, apiDomainId: api.id });
    await tx.insert(tokenKeys).values({
      apiDomainId: api.id,
      kid: key.kid,
      algorithm,
      sealed,
      publicJwk: key.publicJwk,
      fingerprint: key.fingerprint,
    });
    return app.id;
  });
  return { appId, domain, secret: key.secret ?? Buffer.alloc(0) };
}
