import { type NextRequest, NextResponse } from "next/server";
import { isHttps, sessionCookieName } from "@/lib/auth/cookie";
import { contentSecurityPolicy, STRICT_TRANSPORT_SECURITY } from "@/lib/auth/security-headers";
import { config as settings } from "@/lib/config";

const PAGES_FOR_STRANGERS = ["/sign-in", "/setup"];

/**
 * Sends browsers without a session cookie to the sign-in, and gives each page its own Content Security Policy. Whether
 * the cookie is any good is for the pages and the API to find out, which look at the session's row.
 */
export function proxy(request: NextRequest): NextResponse {
  const { consoleUrl } = settings();
  const { pathname, search } = request.nextUrl;
  if (!PAGES_FOR_STRANGERS.includes(pathname) && !request.cookies.has(sessionCookieName(consoleUrl))) {
    const signIn = request.nextUrl.clone();
    signIn.pathname = "/sign-in";
    signIn.search = pathname === "/" && search === "" ? "" : `?next=${encodeURIComponent(pathname + search)}`;
    return NextResponse.redirect(signIn);
  }
  return withContentSecurityPolicy(request, isHttps(consoleUrl));
}

/** Next reads the nonce out of the request's header and puts it on its scripts. */
function withContentSecurityPolicy(request: NextRequest, https: boolean): NextResponse {
  const { development } = settings();
  const policy = contentSecurityPolicy({ nonce: crypto.randomUUID(), https, development });
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  if (https) response.headers.set("strict-transport-security", STRICT_TRANSPORT_SECURITY);
  return response;
}

/**
 * Pages only: a proxied request's body is buffered, and packages of gigabytes come in through the API. What
 * has an extension is a file such as the icon.
 */
export const config = { matcher: ["/((?!api/|_next/|[^/]+\\.[a-z]+$).*)"] };
