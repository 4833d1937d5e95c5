import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { errorResponse } from "@/lib/admin/answer";
import { consoleServices } from "@/lib/admin/route";
import { signIn, signOut } from "@/lib/admin/sessions/sign-in";
import { assertForNextAuth } from "@/lib/auth/next-auth-gate";
import { authOptions } from "@/lib/auth/options";

interface RouteContext {
  params: Promise<{ nextauth: string[] }>;
}

/** next-auth's own routes: sign-in, sign-out and their CSRF token. Set up per request, because a build has no secret. */
async function handler(request: NextRequest, context: RouteContext): Promise<Response> {
  const services = consoleServices();
  try {
    assertForNextAuth(request, (await context.params).nextauth.join("/"));
    const options = authOptions(services.settings, services.log, {
      signIn: (attempt) => signIn(services, attempt),
      signOut: (sessionId) => signOut(services, sessionId),
    });
    return await NextAuth(request, context, options);
  } catch (error) {
    return errorResponse(error, services.log, "next-auth");
  }
}

export { handler as GET, handler as POST };
