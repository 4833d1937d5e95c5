import { isIPv6 } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { and, eq, isNull, lte, or, sql } from "drizzle-orm";
import type { Database } from "../../drizzle/client";
import { users } from "../../drizzle/schema";
import { ACCOUNT_DELAY, ADDRESS_DELAY, AttemptCounter } from "./attempts";
import { verifyPassword } from "./password";

/** What sign-ins remember between requests; one for the process. */
export interface SignInGuard {
  readonly addresses: AttemptCounter;
  /** Accounts that don't exist lock like those that do, so that a lock tells nothing. */
  readonly unknownAccounts: AttemptCounter;
  /** Every answer takes at least this long, which hides what was looked up and written meanwhile. */
  readonly floorMilliseconds: number;
}

export function createSignInGuard(floorMilliseconds = 300): SignInGuard {
  return {
    addresses: new AttemptCounter(ADDRESS_DELAY),
    unknownAccounts: new AttemptCounter(ACCOUNT_DELAY),
    floorMilliseconds,
  };
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly address: string | null;
}

export type CredentialsResult =
  | { readonly outcome: "accepted"; readonly userId: number; readonly email: string }
  /** `lockedAccount` names an account that this attempt has locked. */
  | { readonly outcome: "refused"; readonly lockedAccount: string | null }
  | { readonly outcome: "locked"; readonly retryAfterSeconds: number };

/** Checks an e-mail address and a password. An unknown account, a wrong password and a disabled person look alike. */
export async function verifyCredentials(
  db: Database,
  guard: SignInGuard,
  credentials: Credentials,
  now: Date,
): Promise<CredentialsResult> {
  const [result] = await Promise.all([judge(db, guard, credentials, now), sleep(guard.floorMilliseconds)]);
  return result;
}

async function judge(
  db: Database,
  guard: SignInGuard,
  { email, password, address }: Credentials,
  now: Date,
): Promise<CredentialsResult> {
  const addressKey = addressGroup(address);
  const addressWait = guard.addresses.begin(addressKey, now);
  if (addressWait > 0) return { outcome: "locked", retryAfterSeconds: addressWait };

  const [user] = await db
    .select({
      id: users.id,
      email: users.email,
      passwordHash: users.passwordHash,
      disabledAt: users.disabledAt,
      lockedUntil: users.lockedUntil,
    })
    .from(users)
    .where(eq(users.email, email));
  const attempt = await beginAccountAttempt(db, email, now);
  const wait = user === undefined ? guard.unknownAccounts.begin(email, now) : accountWait(attempt, user, now);
  if (wait > 0) return { outcome: "locked", retryAfterSeconds: wait };

  const matches = await verifyPassword(user?.passwordHash ?? null, password);
  if (user === undefined || !matches || user.disabledAt !== null) {
    return { outcome: "refused", lockedAccount: attempt?.failures === ACCOUNT_DELAY.freeAttempts ? email : null };
  }
  await db.update(users).set({ failedSignIns: 0, lockedUntil: null }).where(eq(users.id, user.id));
  guard.addresses.succeed(addressKey);
  return { outcome: "accepted", userId: user.id, email: user.email };
}

/** Counts the attempt before it is judged, in one statement: of guesses made at once, only the free ones get through. */
async function beginAccountAttempt(db: Database, email: string, now: Date): Promise<{ failures: number } | null> {
  const { freeAttempts, baseSeconds, maxSeconds } = ACCOUNT_DELAY;
  const failures = sql<number>`${users.failedSignIns} + 1`;
  const seconds = sql`least(${maxSeconds}, ${baseSeconds} * power(2, least(${failures} - ${freeAttempts}, 20)))`;
  const [row] = await db
    .update(users)
    .set({
      failedSignIns: failures,
      lockedUntil: sql`CASE WHEN ${failures} >= ${freeAttempts}
        THEN ${now}::timestamptz + make_interval(secs => ${seconds}) END`,
    })
    .where(and(eq(users.email, email), or(isNull(users.lockedUntil), lte(users.lockedUntil, now))))
    .returning({ failures: users.failedSignIns });
  return row ?? null;
}

function accountWait(attempt: { failures: number } | null, user: { lockedUntil: Date | null }, now: Date): number {
  if (attempt !== null) return 0;
  return Math.max(1, Math.ceil(((user.lockedUntil ?? now).getTime() - now.getTime()) / 1000));
}

/** Whoever holds one IPv6 address usually holds its whole /64. */
function addressGroup(address: string | null): string {
  if (address === null || !isIPv6(address)) return address ?? "unknown";
  const [head = "", tail = ""] = address.split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail.split(":").filter(Boolean);
  const zeros = address.includes("::")
    ? Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0")
    : [];
  return [...left, ...zeros, ...right].slice(0, 4).join(":");
}
