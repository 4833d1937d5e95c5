import type { AuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import type { Config } from "../config";
import { peerAddress } from "./address";
import { requireSessionSecret } from "./authenticate";
import { isHttps, sessionCookieName } from "./cookie";
import { SESSION_MAX_SECONDS } from "./session";

/** What next-auth asks of us; lib/admin/sessions answers. */
export interface SignInHooks {
  /** Returns null when the credentials are wrong; throws an error whose message the sign-in page gets to see. */
  signIn(attempt: SignInAttempt): Promise<{ userId: number; sessionId: string } | null>;
  signOut(sessionId: string): Promise<void>;
}

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
export function authOptions(settings: Config, hooks: SignInHooks): AuthOptions {
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
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      Credentials({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: async (credentials, request) => {
          const headers = new Headers(stringHeaders(request.headers));
          const session = await hooks.signIn({
            email: (credentials?.email ?? "").trim().toLowerCase(),
            password: credentials?.password ?? "",
            address: peerAddress(headers),
            userAgent: headers.get("user-agent"),
          });
          return session === null ? null : { id: String(session.userId), sessionId: session.sessionId };
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

function stringHeaders(headers: Record<string, unknown> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}
