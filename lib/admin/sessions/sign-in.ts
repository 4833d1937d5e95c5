import { createSignInGuard, verifyCredentials } from "../../auth/credentials";
import type { SignInAttempt, SignInResult } from "../../auth/options";
import { openSession, revokeSession } from "../../auth/session";
import type { Services } from "../answer";
import { appendAudit } from "../audit/chain";

/** The process's memory of sign-in attempts. */
export const signInGuard = createSignInGuard();

/** Signs a person in: checks the credentials and opens a session. */
export async function signIn(
  { db, clock }: Pick<Services, "db" | "clock">,
  attempt: SignInAttempt,
  guard = signInGuard,
): Promise<SignInResult> {
  const now = clock();
  const checked = await verifyCredentials(db, guard, attempt, now);
  if (checked.outcome === "locked") return checked;
  if (checked.outcome === "refused") {
    const { lockedAccount } = checked;
    if (lockedAccount !== null) {
      const actor = { kind: "system", name: "sign-in", address: attempt.address } as const;
      const record = { action: "person.lock-out", entity: `person:${lockedAccount}` };
      await db.transaction((tx) => appendAudit(tx, actor, record, now));
    }
    return { outcome: "refused" };
  }
  const { userId, email } = checked;
  return await db.transaction(async (tx) => {
    const sessionId = await openSession(tx, { userId, address: attempt.address, userAgent: attempt.userAgent, now });
    const actor = { kind: "user", name: email, address: attempt.address } as const;
    await appendAudit(tx, actor, { action: "session.open", entity: `person:${userId}` }, now);
    return { outcome: "accepted", userId, sessionId };
  });
}

/** Ends the session of a browser that signs out. */
export async function signOut({ db, clock }: Pick<Services, "db" | "clock">, sessionId: string): Promise<void> {
  await revokeSession(db, sessionId, clock());
}
