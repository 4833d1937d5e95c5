import { gt } from "drizzle-orm";
import type { Database } from "../drizzle/client";
import { developmentCredentials } from "../drizzle/schema";
import type { DevelopmentCredential, ReferenceValues } from "../lib/attestation/reference-values";
import { encodeSignals, isSignal } from "../lib/contract/signals";

/** How long one that has expired is still known as such: after that its tokens mean nothing. */
const REMEMBERED_MS = 366 * 86_400_000;

type Known = DevelopmentCredential & { readonly revokedAt: Date | null };

/** The development credentials by the id their tokens name, ended ones included. */
export async function loadDevelopmentCredentials(db: Pick<Database, "select">): Promise<ReadonlyMap<string, Known>> {
  const since = new Date(Date.now() - REMEMBERED_MS);
  const rows = await db.select().from(developmentCredentials).where(gt(developmentCredentials.expiresAt, since));
  return new Map(
    rows.map(({ credentialId, appId, name, waives, publicJwk, expiresAt, usesMax, revokedAt }) => [
      credentialId,
      {
        ...{ credentialId, appId, name, publicJwk, expiresAt, usesMax, revokedAt },
        waives: encodeSignals(waives.filter(isSignal)),
      },
    ]),
  );
}

/** The look-ups of a snapshot: what holds, and apart from it what has ended. */
export function developmentReferences(
  known: ReadonlyMap<string, Known>,
): Pick<ReferenceValues, "developmentCredential" | "endedDevelopmentCredential"> {
  const endOf = ({ revokedAt, expiresAt }: Known, now: Date) => {
    if (revokedAt !== null) return "revoked";
    return expiresAt <= now ? "expired" : null;
  };
  return {
    developmentCredential: (credentialId, now) => {
      const credential = known.get(credentialId);
      return credential === undefined || endOf(credential, now) !== null ? null : credential;
    },
    endedDevelopmentCredential: (credentialId, now) => {
      const credential = known.get(credentialId);
      const ended = credential === undefined ? null : endOf(credential, now);
      return credential === undefined || ended === null ? null : { credential, ended };
    },
  };
}
