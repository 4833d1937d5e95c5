import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { consoleServices } from "@/lib/admin/route";
import { signIn, signOut } from "@/lib/admin/sessions/sign-in";
import { authOptions } from "@/lib/auth/options";

interface RouteContext {
  params: Promise<{ nextauth: string[] }>;
}

/** next-auth's own routes: sign-in, sign-out and their CSRF token. Set up per request, because a build has no secret. */
function handler(request: NextRequest, context: RouteContext): Promise<Response> {
  const services = consoleServices();
  const options = authOptions(services.settings, {
    signIn: (attempt) => signIn(services, attempt),
    signOut: (sessionId) => signOut(services, sessionId),
  });
  return NextAuth(request, context, options);
}

export { handler as GET, handler as POST };
