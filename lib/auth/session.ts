import { and, eq, gt, isNull, lt, ne } from "drizzle-orm";
import { decode, encode } from "next-auth/jwt";
import type { Database } from "../../drizzle/client";
import { sessions, users } from "../../drizzle/schema";
import { uuidV7 } from "../clock";
import type { Person } from "./principal";

/** A session ends after this long without a request. */
export const SESSION_IDLE_SECONDS = 24 * 3600;
/** And after this long in any case. */
export const SESSION_MAX_SECONDS = 30 * 24 * 3600;
/** How old `last_seen_at` may grow before a request renews it. */
const LAST_SEEN_SECONDS = 60;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Opens a session for a person who has just proved who they are. Returns its id. */
export async function openSession(
  db: Pick<Database, "insert">,
  session: { userId: number; address: string | null; userAgent: string | null; now: Date },
): Promise<string> {
  const id = uuidV7(session.now);
  await db.insert(sessions).values({
    id,
    userId: session.userId,
    createdAt: session.now,
    lastSeenAt: session.now,
    expiresAt: secondsAfter(session.now, SESSION_IDLE_SECONDS),
    address: session.address,
    userAgent: session.userAgent?.slice(0, 400) ?? null,
  });
  return id;
}

/** The cookie's value for a session: next-auth's encrypted JWT with the session id in `sid`. */
export function sealSessionToken(sessionId: string, userId: number, secret: string): Promise<string> {
  return encode({ token: { sub: String(userId), sid: sessionId }, secret, maxAge: SESSION_MAX_SECONDS });
}

/** The person behind a session cookie, or null when it is forged, expired, revoked or its owner disabled. */
export async function authenticateSession(
  db: Database,
  token: string,
  secret: string,
  now: Date,
): Promise<Person | null> {
  const claims = await decode({ token, secret }).catch(() => null);
  const sessionId = claims?.sid;
  if (typeof sessionId !== "string" || !UUID.test(sessionId)) return null;
  const [row] = await db
    .select({ id: users.id, email: users.email, role: users.role, lastSeenAt: sessions.lastSeenAt })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        eq(sessions.id, sessionId),
        isNull(sessions.revokedAt),
        gt(sessions.expiresAt, now),
        gt(sessions.createdAt, secondsAfter(now, -SESSION_MAX_SECONDS)),
        isNull(users.disabledAt),
      ),
    );
  if (row === undefined) return null;
  if (row.lastSeenAt < secondsAfter(now, -LAST_SEEN_SECONDS)) await renew(db, sessionId, now);
  return { kind: "user", id: row.id, name: row.email, role: row.role, scopes: null, sessionId };
}

async function renew(db: Database, sessionId: string, now: Date): Promise<void> {
  await db
    .update(sessions)
    .set({ lastSeenAt: now, expiresAt: secondsAfter(now, SESSION_IDLE_SECONDS) })
    .where(and(eq(sessions.id, sessionId), lt(sessions.lastSeenAt, now)));
}

/** Ends a session at once, whoever asks; a session that has ended stays ended. */
export async function revokeSession(db: Pick<Database, "update">, sessionId: string, now: Date): Promise<void> {
  await db
    .update(sessions)
    .set({ revokedAt: now })
    .where(and(eq(sessions.id, sessionId), isNull(sessions.revokedAt)));
}

function secondsAfter(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000);
}

/** Signs a person out everywhere, or everywhere but in one browser. */
export async function revokeSessionsOf(
  db: Pick<Database, "update">,
  userId: number,
  now: Date,
  options: { except?: string } = {},
): Promise<void> {
  await db
    .update(sessions)
    .set({ revokedAt: now })
    .where(
      and(
        eq(sessions.userId, userId),
        isNull(sessions.revokedAt),
        options.except === undefined ? undefined : ne(sessions.id, options.except),
      ),
    );
}
