import { asc, eq, inArray } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import { apiDomains, appApiDomains, tokenKeys } from "../../../drizzle/schema";
import type { ApiDomain, TokenKey } from "../../contract/admin/api-domains";
import { keyState } from "../../contract/token-keys";
import { TOKEN_ALGORITHMS, type TokenAlgorithm } from "../../contract/tokens";
import { AttestryError } from "../../errors";
import { publicPem } from "../../secrets/token-key-export";
import { iso, isoOrNull } from "../iso";

type Reader = Pick<Database, "select">;

/** The columns that may leave: all but `sealed`. */
const tokenKeyColumns = {
  id: tokenKeys.id,
  apiDomainId: tokenKeys.apiDomainId,
  kid: tokenKeys.kid,
  algorithm: tokenKeys.algorithm,
  publicJwk: tokenKeys.publicJwk,
  fingerprint: tokenKeys.fingerprint,
  createdAt: tokenKeys.createdAt,
  supersededAt: tokenKeys.supersededAt,
  retiresAt: tokenKeys.retiresAt,
};

function selectTokenKeys(db: Reader) {
  return db.select(tokenKeyColumns).from(tokenKeys);
}

type DomainRow = typeof apiDomains.$inferSelect;
type TokenKeyRow = Awaited<ReturnType<typeof selectTokenKeys>>[number];

/** Every API domain, or one, with its apps and keys. */
export async function selectApiDomains(db: Reader, now: Date, id?: number): Promise<ApiDomain[]> {
  const rows = await db
    .select()
    .from(apiDomains)
    .where(id === undefined ? undefined : eq(apiDomains.id, id))
    .orderBy(asc(apiDomains.domain));
  const ids = rows.map((row) => row.id);
  const links = await db.select().from(appApiDomains).where(inArray(appApiDomains.apiDomainId, ids));
  const keys = await selectTokenKeys(db).where(inArray(tokenKeys.apiDomainId, ids)).orderBy(asc(tokenKeys.id));
  return rows.map((row) => {
    const own = keys.filter(({ apiDomainId }) => apiDomainId === row.id);
    const apps = links.filter(({ apiDomainId }) => apiDomainId === row.id).map(({ appId }) => appId);
    return publicApiDomain(
      row,
      apps.sort((a, b) => a - b),
      own,
      now,
    );
  });
}

/** One API domain. Throws `not_found`. */
export async function findApiDomain(db: Reader, id: number, now: Date): Promise<ApiDomain> {
  const [found] = await selectApiDomains(db, now, id);
  if (found === undefined) throw new AttestryError("not_found", "There is no such API domain.");
  return found;
}

/** The same, and nobody else changes it or its keys until the transaction ends. */
export async function lockApiDomain(tx: Reader, id: number, now: Date): Promise<ApiDomain> {
  await tx.select({ id: apiDomains.id }).from(apiDomains).where(eq(apiDomains.id, id)).for("update");
  return findApiDomain(tx, id, now);
}

function publicApiDomain(row: DomainRow, apps: number[], keys: readonly TokenKeyRow[], now: Date): ApiDomain {
  const { id, domain, tokenSettings, createdAt } = row;
  const shown = keys.map((key) => publicTokenKey(key, keys, now));
  return { id, domain, tokenSettings, apps, keys: shown, createdAt: iso(createdAt) };
}

function publicTokenKey(key: TokenKeyRow, keys: readonly TokenKeyRow[], now: Date): TokenKey {
  return {
    kid: key.kid,
    algorithm: parseAlgorithm(key.algorithm),
    fingerprint: key.fingerprint,
    state: keyState(key, keys, now),
    createdAt: iso(key.createdAt),
    supersededAt: isoOrNull(key.supersededAt),
    retiresAt: isoOrNull(key.retiresAt),
    publicJwk: key.publicJwk,
    publicPem: key.publicJwk === null ? null : publicPem(key.publicJwk),
  };
}

function parseAlgorithm(text: string): TokenAlgorithm {
  const algorithm = TOKEN_ALGORITHMS.find((candidate) => candidate === text);
  if (algorithm === undefined) throw new Error(`token_keys holds the unknown algorithm ${text}`);
  return algorithm;
}
