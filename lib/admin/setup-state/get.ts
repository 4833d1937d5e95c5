import { asc, isNull } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import { apiDomains, apps, users } from "../../../drizzle/schema";
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
    const [admin, dataPlane, app, attestation, apiDomain] = await Promise.all([
      firstAdmin(db),
      dataPlaneAnswers(settings.dataplaneUrl),
      firstApp(db),
      firstAttestation(db),
      firstApiDomain(db),
    ]);
    return {
      admin,
      dataPlane,
      app,
      attestation: {
        done: attestation !== null,
        at: isoOrNull(attestation?.at ?? null),
        arc: attestation?.arc ?? null,
      },
      apiDomain,
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
