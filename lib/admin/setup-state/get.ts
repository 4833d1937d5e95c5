import { asc, eq, gt, isNull } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import { apiDomains, apps, policyActivations, policyVersions, users } from "../../../drizzle/schema";
import { type SetupState, setupStateSchema } from "../../contract/admin/setup";
import { firstAttestation } from "../../metrics/first-attestation";
import { defineEndpoint } from "../endpoint";
import { isoOrNull } from "../iso";

const HEALTH_TIMEOUT_MILLISECONDS = 1000;

export const getSetupState = defineEndpoint({
  method: "GET",
  path: "/api/setup-state",
  summary: "How far a new installation has come, step by step",
  permission: "read",
  response: setupStateSchema,
  run: async ({ db, settings }) => {
    const [admin, dataPlane, app, attestation, apiDomain, policy] = await Promise.all([
      firstAdmin(db),
      dataPlaneAnswers(settings.dataplaneUrl),
      firstApp(db),
      firstAttestation(db),
      firstApiDomain(db),
      firstOwnPolicy(db),
    ]);
    return {
      admin,
      dataPlane,
      app,
      attestation: { done: attestation !== null, event: attestation },
      apiDomain,
      policy,
    };
  },
});

async function firstAdmin(db: Database): Promise<SetupState["admin"]> {
  const [row] = await db
    .select({ email: users.email, createdAt: users.createdAt })
    .from(users)
    .orderBy(asc(users.id))
    .limit(1);
  return { done: row !== undefined, email: row?.email ?? null, at: isoOrNull(row?.createdAt ?? null) };
}

async function firstApp(db: Database): Promise<SetupState["app"]> {
  const [row] = await db.select().from(apps).where(isNull(apps.archivedAt)).orderBy(asc(apps.id)).limit(1);
  return {
    done: row !== undefined,
    id: row?.id ?? null,
    name: row?.name ?? null,
    platform: row?.platform ?? null,
    at: isoOrNull(row?.createdAt ?? null),
  };
}

async function firstApiDomain(db: Database): Promise<SetupState["apiDomain"]> {
  const [row] = await db.select().from(apiDomains).orderBy(asc(apiDomains.id)).limit(1);
  return { done: row !== undefined, domain: row?.domain ?? null, at: isoOrNull(row?.createdAt ?? null) };
}

async function firstOwnPolicy(db: Database): Promise<SetupState["policy"]> {
  const [row] = await db
    .select({
      appId: apps.id,
      app: apps.name,
      version: policyVersions.version,
      activatedAt: policyActivations.activatedAt,
    })
    .from(policyActivations)
    .innerJoin(policyVersions, eq(policyVersions.id, policyActivations.policyVersionId))
    .innerJoin(apps, eq(apps.id, policyActivations.appId))
    .where(gt(policyVersions.version, 1))
    .orderBy(asc(policyActivations.id))
    .limit(1);
  return {
    done: row !== undefined,
    appId: row?.appId ?? null,
    app: row?.app ?? null,
    version: row?.version ?? null,
    at: isoOrNull(row?.activatedAt ?? null),
  };
}

/** Whether the data plane's health endpoint answers from where the console stands. */
async function dataPlaneAnswers(url: string): Promise<SetupState["dataPlane"]> {
  const startedAt = performance.now();
  const response = await fetch(`${url}/healthz`, {
    signal: AbortSignal.timeout(HEALTH_TIMEOUT_MILLISECONDS),
    redirect: "error",
  }).catch(() => null);
  await response?.body?.cancel();
  if (response?.ok !== true) return { done: false, url, latencyMilliseconds: null };
  return { done: true, url, latencyMilliseconds: Math.round(performance.now() - startedAt) };
}
