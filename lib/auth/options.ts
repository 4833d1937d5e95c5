import type { AuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import type { Config } from "../config";
import type { Log } from "../log";
import { peerAddress } from "./address";
import { requireSessionSecret } from "./authenticate";
import { isHttps, sessionCookieName } from "./cookie";
import { SESSION_MAX_SECONDS } from "./session";

/** What next-auth asks of us; lib/admin/sessions answers. */
export interface SignInHooks {
  signIn(attempt: SignInAttempt): Promise<SignInResult>;
  signOut(sessionId: string): Promise<void>;
}

export type SignInResult =
  | { readonly outcome: "accepted"; readonly userId: number; readonly sessionId: string }
  | { readonly outcome: "refused" }
  | { readonly outcome: "locked"; readonly retryAfterSeconds: number };

export interface SignInAttempt {
  readonly email: string;
  readonly password: string;
  readonly address: string | null;
  readonly userAgent: string | null;
}

/**
 * next-auth with e-mail address and password. Its cookie is an encrypted JWT that holds the id of a row in `sessions`;
 * every request looks at that row, so ending it ends the session whatever the JWT says.
 */
export function authOptions(settings: Config, log: Log, hooks: SignInHooks): AuthOptions {
  const secure = isHttps(settings.consoleUrl);
  return {
    secret: requireSessionSecret(settings),
    session: { strategy: "jwt", maxAge: SESSION_MAX_SECONDS },
    useSecureCookies: secure,
    cookies: {
      sessionToken: {
        name: sessionCookieName(settings.consoleUrl),
        options: { httpOnly: true, sameSite: "lax", path: "/", secure },
      },
    },
    // Codes only: what next-auth logs besides can quote a cookie.
    logger: {
      error: (code) => log.warn("next-auth refused a request", { code }),
      warn: (code) => log.warn("next-auth warns", { code }),
      debug: () => undefined,
    },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      Credentials({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: async (credentials, request) => {
          const headers = new Headers(stringHeaders(request.headers));
          const attempt = {
            email: printable(credentials?.email ?? ""),
            password: credentials?.password ?? "",
            address: peerAddress(headers),
            userAgent: headers.get("user-agent"),
          };
          const result = await hooks.signIn(attempt).catch((error: unknown) => {
            log.error("sign-in failed", error);
            return null;
          });
          // next-auth shows the message of what is thrown here to the browser.
          if (result === null) throw new Error("internal_error");
          if (result.outcome === "locked") throw new Error(`locked_out:${result.retryAfterSeconds}`);
          return result.outcome === "refused" ? null : { id: String(result.userId), sessionId: result.sessionId };
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) =>
        user !== undefined && "sessionId" in user ? { sub: user.id, sid: user.sessionId } : token,
      // Nothing of a session is told by the token alone; /api/me looks at its row.
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid === "string") await hooks.signOut(token.sid);
      },
    },
  };
}

/** No account's address holds anything else, and Postgres would refuse a NUL. */
function printable(email: string): string {
  return email
    .replace(/[\p{Cc}\p{Cs}]/gu, "")
    .trim()
    .toLowerCase();
}

function stringHeaders(headers: Record<string, unknown> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}
