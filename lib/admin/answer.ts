import type { Database } from "../../drizzle/client";
import { peerAddress } from "../auth/address";
import { authenticate } from "../auth/authenticate";
import { can } from "../auth/permissions";
import type { Principal } from "../auth/principal";
import { assertSameOrigin } from "../auth/same-origin";
import type { Clock } from "../clock";
import type { Config } from "../config";
import { AttestryError, publicError } from "../errors";
import type { Log } from "../log";
import type { LiveHub } from "../metrics/live/hub";
import { type Endpoint, isRawResponse } from "./endpoint";
import { parseRequest } from "./parse";

/** What endpoints run with. */
export interface Services {
  readonly db: Database;
  readonly settings: Config;
  readonly clock: Clock;
  readonly log: Log;
  /** The live view's hub, made on first use. */
  readonly live: () => LiveHub;
}

/** Answers one request: authenticate, refuse other sites, authorise, parse, run. The only exit of the admin API. */
export async function answer(endpoint: Endpoint, request: Request, services: Services): Promise<Response> {
  try {
    const now = services.clock();
    const principal = await admit(endpoint, request, services, now);
    const url = new URL(request.url);
    const parsed = await parseRequest(endpoint, request, url);
    const result = await endpoint.run({
      db: services.db,
      settings: services.settings,
      live: services.live,
      principal,
      ...parsed,
      searchParams: url.searchParams,
      address: peerAddress(request.headers),
      now,
      request,
    });
    if (isRawResponse(endpoint.response)) return rawResponse(result);
    return jsonResponse(endpoint.status, endpoint.response.parse(result));
  } catch (error) {
    return errorResponse(error, services.log, `${endpoint.method} ${endpoint.path}`);
  }
}

async function admit(
  endpoint: Endpoint,
  request: Request,
  { db, settings }: Services,
  now: Date,
): Promise<Principal | null> {
  if (endpoint.permission === "public") {
    assertSameOrigin(request, { required: false });
    return null;
  }
  const { principal, byCookie } = await authenticate(request, db, settings, now);
  if (byCookie) assertSameOrigin(request, { required: true });
  if (endpoint.permission === "signed-in" || can(principal, endpoint.permission)) return principal;
  throw new AttestryError("forbidden", `This needs the permission ${endpoint.permission}, which you don't have.`);
}

function rawResponse(result: unknown): Response {
  if (result instanceof Response) return result;
  throw new Error("an endpoint with a raw response made none");
}

/** A JSON answer that no cache keeps. */
export function jsonResponse(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store", ...headers } });
}

/** Maps any thrown value to its answer; what is not ours is logged and loses its words. */
export function errorResponse(error: unknown, log: Log, operation: string): Response {
  const shown = publicError(error);
  if (shown.status >= 500) log.error("request failed", shown.cause ?? shown, { operation });
  return jsonResponse(
    shown.status,
    {
      error: shown.code,
      error_description: shown.message,
      ...(Object.keys(shown.fields).length > 0 ? { fields: shown.fields } : {}),
    },
    shown.code === "unauthenticated" ? { "www-authenticate": "Bearer" } : {},
  );
}
