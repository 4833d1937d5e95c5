import { desc, gt, isNull } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import { secretVaultKeys, secretVaultReports } from "../../../drizzle/schema";
import { type Vault, vaultSchema } from "../../contract/admin/secrets";
import { defineEndpoint } from "../endpoint";
import { iso } from "../iso";

/** A data plane reports every few seconds; one that was silent for longer is gone. */
const REPORT_MS_MAX = 60_000;

export const getVault = defineEndpoint({
  method: "GET",
  path: "/api/vault",
  summary: "The public key that secrets are sealed to, and how its key provider stands",
  permission: "read",
  response: vaultSchema,
  run: ({ db, now }) => selectVault(db, now),
});

/** The vault's public key and how it stands at `now`. */
export async function selectVault(db: Database, now: Date): Promise<Vault> {
  return { key: await vaultKey(db), ...(await vaultState(db, now)) };
}

async function vaultKey(db: Database): Promise<Vault["key"]> {
  const [row] = await db
    .select()
    .from(secretVaultKeys)
    .where(isNull(secretVaultKeys.retiredAt))
    .orderBy(desc(secretVaultKeys.createdAt))
    .limit(1);
  if (row === undefined) return null;
  const { kid, publicJwk, provider, providerKey, createdAt, wrappedAt } = row;
  return { kid, publicJwk, provider, providerKey, createdAt: iso(createdAt), wrappedAt: iso(wrappedAt) };
}

/** Shut as soon as one data plane can't open it: some instances then get no secrets. */
async function vaultState(db: Database, now: Date): Promise<Pick<Vault, "state" | "problem" | "since">> {
  const reports = await db
    .select()
    .from(secretVaultReports)
    .where(gt(secretVaultReports.reportedAt, new Date(now.getTime() - REPORT_MS_MAX)))
    .orderBy(desc(secretVaultReports.since));
  const [first] = [...reports.filter(({ ready }) => !ready), ...reports];
  if (first === undefined) return { state: "unknown", problem: "No data plane is running.", since: null };
  return { state: first.ready ? "open" : "shut", problem: first.problem, since: iso(first.since) };
}
