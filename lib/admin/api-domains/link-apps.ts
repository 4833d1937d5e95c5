import { eq, inArray } from "drizzle-orm";
import type { Transaction } from "../../../drizzle/client";
import { appApiDomains, apps } from "../../../drizzle/schema";
import { AttestryError } from "../../errors";

/** Makes exactly these apps get tokens for an API. Throws `invalid_request` when one of them does not exist. */
export async function linkApps(tx: Transaction, apiDomainId: number, appIds: readonly number[]): Promise<void> {
  const wanted = [...new Set(appIds)];
  const found = await tx.select({ id: apps.id }).from(apps).where(inArray(apps.id, wanted));
  const missing = wanted.filter((id) => !found.some((app) => app.id === id));
  if (missing.length > 0) {
    throw new AttestryError("invalid_request", "Not valid: apps.", {
      fields: { apps: `There is no app ${missing.join(", ")}.` },
    });
  }
  await tx.delete(appApiDomains).where(eq(appApiDomains.apiDomainId, apiDomainId));
  if (wanted.length > 0) await tx.insert(appApiDomains).values(wanted.map((appId) => ({ appId, apiDomainId })));
}
