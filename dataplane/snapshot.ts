import { and, eq, gt, isNull, or } from "drizzle-orm";
import type { Database } from "../drizzle/client";
import {
  apiDomains,
  appApiDomains,
  apps,
  builds,
  overrides,
  playIntegrityKeys,
  policyVersions,
  tokenKeys,
} from "../drizzle/schema";
import type {
  InstanceOverride,
  ReferenceBuild,
  ReferenceValues,
  RegisteredApp,
} from "../lib/attestation/reference-values";
import type { Platform } from "../lib/contract/evidence";
import { parseStoredPolicy } from "../lib/contract/policy";
import type { TokenAlgorithm, TokenSettings } from "../lib/contract/tokens";
import { createLog } from "../lib/log";
import type { Releases } from "../lib/secrets/releases";
import { importTokenKey, type TokenKey } from "../lib/tokens/keys";
import { openPlayKeys } from "./play-integrity/app-keys";
import type { SecretStore } from "./secrets/secret-store";
import { developmentReferences, loadDevelopmentCredentials } from "./snapshot-development";
import { loadRollouts } from "./snapshot-rollouts";
import type { Vault } from "./vault";

/** An API with its settings and keys. */
export interface ProtectedApi {
  readonly domain: string;
  readonly settings: TokenSettings;
  /** The key that signs at an instant: a rotated key waits until the one before it is superseded. */
  signingKey(at: Date): TokenKey;
}

/** Everything the hot path needs, immutable, replaced whole. */
export interface Snapshot extends ReferenceValues {
  readonly version: number;
  readonly apps: readonly RegisteredApp[];
  apisOf(appId: number): readonly ProtectedApi[];
  readonly publishedKeys: readonly TokenKey[];
  readonly secrets: Releases;
}

const log = createLog("dataplane");

const overrideKinds: Record<string, InstanceOverride["kind"]> = {
  "force-pass": "force-pass",
  "force-fail": "force-fail",
  ban: "ban",
};

/** Reads the whole configuration at one version. `keys` remembers opened token keys between loads. */
export async function loadSnapshot(
  db: Database,
  vault: Vault,
  keys: Map<string, TokenKey>,
  secrets: SecretStore,
): Promise<Snapshot> {
  const { rows, ...configuration } = await db.transaction(
    async (tx) => {
      const version = await configVersion(tx);
      const [appRows, buildRows, domainRows, linkRows, keyRows, overrideRows, playRows] = [
        await tx
          .select({ app: apps, policy: policyVersions })
          .from(apps)
          .leftJoin(policyVersions, eq(policyVersions.id, apps.activePolicyId))
          .where(isNull(apps.archivedAt)),
        await tx.select().from(builds).where(isNull(builds.revokedAt)),
        await tx.select().from(apiDomains),
        await tx.select().from(appApiDomains),
        await tx
          .select()
          .from(tokenKeys)
          .where(or(isNull(tokenKeys.retiresAt), gt(tokenKeys.retiresAt, new Date()))),
        await tx
          .select()
          .from(overrides)
          .where(and(isNull(overrides.liftedAt), or(isNull(overrides.expiresAt), gt(overrides.expiresAt, new Date())))),
        await tx.select().from(playIntegrityKeys).where(isNull(playIntegrityKeys.revokedAt)),
      ];
      const rollouts = await loadRollouts(tx);
      const development = await loadDevelopmentCredentials(tx);
      const buildsByApp = groupBy(buildRows, (row) => row.appId);
      const playKeysByApp = await openPlayKeys(vault, playRows, log);
      const registered = appRows.map(
        ({ app, policy }): RegisteredApp => ({
          id: app.id,
          platform: app.platform,
          appId: app.appId,
          name: app.name,
          acceptsTestTraffic: app.acceptsTestTraffic,
          builds: (buildsByApp.get(app.id) ?? []).map(referenceBuild),
          playKeys: playKeysByApp.get(app.id) ?? null,
          policy: activePolicy(policy),
          rollout: rollouts.get(app.id) ?? null,
        }),
      );
      const opened = await openKeys(vault, keys, keyRows);
      const apis = new Map(
        domainRows.flatMap((row) => {
          const keys = keyRows.filter((key) => key.apiDomainId === row.id);
          const api = protectedApi(row, keys, opened);
          return api === null ? [] : [[row.id, api] as const];
        }),
      );
      const rows = await secrets.read(tx, new Date());
      return {
        rows,
        ...assemble(version, registered, linkRows, apis, [...opened.values()], overrideRows, development),
      };
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
  // After the transaction: a slow key provider must not hold one open.
  return { ...configuration, secrets: await secrets.releases(rows) };
}

/** The number that grows with every change of the configuration. */
export async function configVersion(db: Pick<Database, "execute">): Promise<number> {
  const result = await db.execute<{ version: string }>("SELECT version FROM config_version");
  return Number(result.rows[0]?.version ?? 0);
}

/** Null without a policy, and for one that does not parse: then everything is refused. */
function activePolicy(row: typeof policyVersions.$inferSelect | null): RegisteredApp["policy"] {
  const rules = parseStoredPolicy(row?.policy);
  return row === null || rules === null ? null : { id: row.id, version: row.version, rules };
}

function referenceBuild(row: typeof builds.$inferSelect): ReferenceBuild {
  return {
    versionName: row.versionName,
    versionCode: row.versionCode,
    signerDigests: [...new Set([...row.lineage, ...row.signerDigests])],
    teamId: row.teamId,
    expiresAt: row.expiresAt,
  };
}

type TokenKeyRow = typeof tokenKeys.$inferSelect;

/** Null while an API has no key that signs. */
function protectedApi(
  row: typeof apiDomains.$inferSelect,
  keys: readonly TokenKeyRow[],
  opened: ReadonlyMap<string, TokenKey>,
): ProtectedApi | null {
  const ordered = keys
    .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
    .flatMap(({ kid, supersededAt }) => {
      const key = opened.get(kid);
      return key === undefined ? [] : [{ key, until: supersededAt?.getTime() ?? Number.POSITIVE_INFINITY }];
    });
  const last = ordered.at(-1);
  if (last === undefined) return null;
  const signingKey = (at: Date) => (ordered.find(({ until }) => until > at.getTime()) ?? last).key;
  return { domain: row.domain, settings: row.tokenSettings, signingKey };
}

async function openKeys(
  vault: Vault,
  keys: Map<string, TokenKey>,
  rows: readonly TokenKeyRow[],
): Promise<Map<string, TokenKey>> {
  const opened = new Map<string, TokenKey>();
  for (const row of rows) {
    const algorithm = tokenAlgorithm(row.algorithm);
    const key =
      keys.get(row.kid) ?? importTokenKey(row.kid, algorithm, await vault.open(`token-key:${row.kid}`, row.sealed));
    keys.set(row.kid, key);
    opened.set(row.kid, key);
  }
  return opened;
}

function tokenAlgorithm(name: string): TokenAlgorithm {
  if (name === "HS256" || name === "ES256" || name === "RS256") return name;
  throw new Error(`unknown token algorithm ${name}`);
}

function assemble(
  version: number,
  registered: readonly RegisteredApp[],
  links: readonly { appId: number; apiDomainId: number }[],
  apis: ReadonlyMap<number, ProtectedApi>,
  publishedKeys: readonly TokenKey[],
  overrideRows: readonly (typeof overrides.$inferSelect)[],
  development: Awaited<ReturnType<typeof loadDevelopmentCredentials>>,
): Omit<Snapshot, "secrets"> {
  const byId = new Map(registered.map((app) => [app.id, app]));
  const byName = new Map(registered.map((app) => [`${app.platform}:${app.appId}`, app]));
  const overridden = new Map(
    overrideRows.flatMap((row) => {
      const kind = overrideKinds[row.kind];
      return kind === undefined
        ? []
        : [[row.instanceId, { id: row.id, kind, reason: row.reason, expiresAt: row.expiresAt }] as const];
    }),
  );
  const linked = groupBy(links, (link) => link.appId);
  const apisByApp = new Map(
    registered.map((app) => [app.id, (linked.get(app.id) ?? []).flatMap((link) => apis.get(link.apiDomainId) ?? [])]),
  );
  return {
    version,
    apps: registered,
    publishedKeys,
    findApp: (platform: Platform, appId) => byName.get(`${platform}:${appId}`) ?? null,
    appById: (id) => byId.get(id) ?? null,
    apisOf: (id) => apisByApp.get(id) ?? [],
    override: (instanceId, now) => {
      const override = overridden.get(instanceId);
      return override === undefined || (override.expiresAt !== null && override.expiresAt <= now) ? null : override;
    },
    ...developmentReferences(development),
  };
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
