import { isNull } from "drizzle-orm";
import type { Database } from "../drizzle/client";
import { developmentCredentials } from "../drizzle/schema";
import type { DevelopmentCredential } from "../lib/attestation/reference-values";
import { encodeSignals, isSignal } from "../lib/contract/signals";

/** The development credentials that hold, by the id their tokens name. */
export async function loadDevelopmentCredentials(
  db: Pick<Database, "select">,
): Promise<Map<string, DevelopmentCredential>> {
  const rows = await db.select().from(developmentCredentials).where(isNull(developmentCredentials.revokedAt));
  const now = new Date();
  return new Map(
    rows
      .filter(({ expiresAt }) => expiresAt > now)
      .map(({ credentialId, appId, name, waives, publicJwk, expiresAt }) => [
        credentialId,
        { credentialId, appId, name, waives: encodeSignals(waives.filter(isSignal)), publicJwk, expiresAt },
      ]),
  );
}
