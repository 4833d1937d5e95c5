import type { Database } from "../../drizzle/client";
import type { Config } from "../config";
import { AttestryError } from "../errors";
import { authenticateApiKey } from "./api-key";
import { readCookie, sessionCookieName } from "./cookie";
import type { Principal } from "./principal";
import { authenticateSession } from "./session";

/**
 * Who makes this request. An Authorization header is the whole answer where there is one: a request that names a bad
 * key is refused even if its browser is signed in. Throws `unauthenticated`.
 */
export async function authenticate(
  request: Request,
  db: Database,
  settings: Config,
  now: Date,
): Promise<{ principal: Principal; byCookie: boolean }> {
  const authorization = request.headers.get("authorization");
  const principal =
    authorization === null
      ? await fromCookie(request, db, settings, now)
      : await fromAuthorization(authorization, db, now);
  if (principal !== null) return { principal, byCookie: authorization === null };
  throw new AttestryError(
    "unauthenticated",
    authorization === null
      ? "Sign in, or send an API key as Authorization: Bearer."
      : "This API key is unknown, expired or revoked.",
  );
}

/** RFC 6750 section 2.1; the scheme is case-insensitive (RFC 9110 section 11.1). */
async function fromAuthorization(authorization: string, db: Database, now: Date): Promise<Principal | null> {
  const key = /^bearer +(\S+)$/i.exec(authorization.trim())?.[1];
  return key === undefined ? null : authenticateApiKey(db, key, now);
}

async function fromCookie(request: Request, db: Database, settings: Config, now: Date): Promise<Principal | null> {
  const token = readCookie(request.headers.get("cookie"), sessionCookieName(settings.consoleUrl));
  return token === null ? null : authenticateSession(db, token, requireSessionSecret(settings), now);
}

/** The key of session cookies; nobody can be signed in without one. */
export function requireSessionSecret(settings: Config): string {
  if (settings.sessionSecret === null) throw new Error("NEXTAUTH_SECRET is not set; npm start makes one");
  return settings.sessionSecret;
}
