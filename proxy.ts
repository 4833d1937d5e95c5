import { type NextRequest, NextResponse } from "next/server";
import { isHttps } from "@/lib/auth/cookie";
import { PATH_HEADER } from "@/lib/auth/local-path";
import { contentSecurityPolicy, STRICT_TRANSPORT_SECURITY } from "@/lib/auth/security-headers";
import { config as settings } from "@/lib/config";

/** Gives each page its own Content Security Policy. Next reads the nonce out of the request's header. */
export function proxy(request: NextRequest): NextResponse {
  const { consoleUrl, development } = settings();
  const https = isHttps(consoleUrl);
  const policy = contentSecurityPolicy({ nonce: crypto.randomUUID(), https, development });
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  headers.set(PATH_HEADER, request.nextUrl.pathname + request.nextUrl.search);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  if (https) response.headers.set("strict-transport-security", STRICT_TRANSPORT_SECURITY);
  return response;
}

/** Pages only: a proxied request's body is buffered, and packages of gigabytes come in through the API. */
export const config = { matcher: ["/((?!api/|_next/static|_next/image|favicon.ico).*)"] };
