import { eq, inArray } from "drizzle-orm";
import type { Database, Transaction } from "../../../drizzle/client";
import { apps, secretScopes } from "../../../drizzle/schema";
import type { SecretScope } from "../../contract/admin/secrets";
import { SECRETS_PER_APP_MAX } from "../../contract/secrets";
import { AttestryError } from "../../errors";

type Reader = Pick<Database, "select">;

interface Scoped {
  readonly secretId: number;
  readonly name: string;
  readonly scopes: readonly SecretScope[];
}

/**
 * Says which apps get a secret, instead of what was said before. Throws `invalid_request` for an app that is unknown or
 * has too many secrets, and `conflict` where an app has another secret of this name.
 */
export async function writeScopes(tx: Transaction, { secretId, name, scopes }: Scoped): Promise<void> {
  const problem = scopeProblem(await readScopedApps(tx, scopes), name, secretId);
  if (problem !== null) throw problem;
  await tx.delete(secretScopes).where(eq(secretScopes.secretId, secretId));
  await tx.insert(secretScopes).values(scopes.map(({ appId, minVersion }) => ({ secretId, name, appId, minVersion })));
}

/** What is known of the apps that a secret shall be for. */
export interface ScopedApps {
  readonly appIds: readonly number[];
  readonly known: readonly { readonly id: number; readonly appId: string }[];
  readonly rows: readonly { readonly appId: number; readonly name: string; readonly secretId: number }[];
}

export async function readScopedApps(db: Reader, scopes: readonly SecretScope[]): Promise<ScopedApps> {
  const appIds = scopes.map(({ appId }) => appId);
  const known = await db.select({ id: apps.id, appId: apps.appId }).from(apps).where(inArray(apps.id, appIds));
  const rows = await db
    .select({ appId: secretScopes.appId, name: secretScopes.name, secretId: secretScopes.secretId })
    .from(secretScopes)
    .where(inArray(secretScopes.appId, appIds));
  return { appIds, known, rows };
}

/** Why a secret can't be for these apps, or null; `coming` more are about to be created for them. */
export function scopeProblem(
  { appIds, known, rows }: ScopedApps,
  name: string,
  secretId: number | null,
  coming = 0,
): AttestryError | null {
  if (new Set(appIds).size < appIds.length) return inScopes("An app is named twice.");
  if (known.length < appIds.length) return inScopes("There is no such app.");
  const others = rows.filter((row) => row.secretId !== secretId);
  const titleOf = (id: number) => known.find((app) => app.id === id)?.appId ?? String(id);
  const taken = others.find((row) => row.name === name);
  if (taken !== undefined) {
    const message = `${titleOf(taken.appId)} has a secret of this name already.`;
    return new AttestryError("conflict", message, { fields: { name: message } });
  }
  const full = appIds.find((id) => others.filter((row) => row.appId === id).length + coming >= SECRETS_PER_APP_MAX);
  return full === undefined
    ? null
    : inScopes(`${titleOf(full)} has ${SECRETS_PER_APP_MAX} secrets, as many as an app can have.`);
}

function inScopes(message: string): AttestryError {
  return new AttestryError("invalid_request", "Not valid: scopes.", { fields: { scopes: message } });
}
