import type { Database } from "../../drizzle/client";
import { apiKeys, users } from "../../drizzle/schema";
import { answer, type Services } from "../admin/answer";
import type { Endpoint } from "../admin/endpoint";
import { mintApiKey } from "../auth/api-key";
import { sessionCookieName } from "../auth/cookie";
import { openSession, sealSessionToken } from "../auth/session";
import { parseConfig } from "../config";
import type { Role } from "../contract/outcome";
import { createLog } from "../log";
import { LiveHub } from "../metrics/live/hub";
import { livePatch } from "../metrics/live-patch";

export const TEST_ORIGIN = "http://console.test";
const SECRET = "a secret that only tests use, 32 characters or more";

/** Services of a console under test: its own database, a clock that tests can set, a log that nobody reads. */
export function testServices(db: Database, now: () => Date = () => new Date()): Services {
  const settings = parseConfig({ NEXTAUTH_SECRET: SECRET, NEXTAUTH_URL: TEST_ORIGIN });
  const log = createLog("test", () => undefined);
  const hub = new LiveHub({ patch: (filter, at, since) => livePatch(db, filter, at, since), clock: now, log });
  return { db, settings, clock: now, log, live: () => hub };
}

/** A person with a role and an open session; returns the headers their browser sends. */
export async function signedIn(
  { db, clock }: Services,
  role: Role,
  email = `${role}@example.test`,
): Promise<{ userId: number; sessionId: string; headers: Record<string, string> }> {
  const [row] = await db
    .insert(users)
    .values({ email, name: role, role, passwordHash: "none" })
    .onConflictDoUpdate({ target: users.email, set: { role } })
    .returning({ id: users.id });
  if (row === undefined) throw new Error("no user row");
  const sessionId = await openSession(db, { userId: row.id, address: null, userAgent: null, now: clock() });
  const cookie = `${sessionCookieName(TEST_ORIGIN)}=${await sealSessionToken(sessionId, row.id, SECRET)}`;
  return { userId: row.id, sessionId, headers: { cookie, "sec-fetch-site": "same-origin" } };
}

/** An API key with a role; returns the headers its user sends. */
export async function withApiKey(
  { db }: Services,
  role: Role,
  options: { expiresAt?: Date; revokedAt?: Date; scopes?: string[] } = {},
): Promise<{ headers: Record<string, string> }> {
  const { key, prefix, keyHash } = mintApiKey();
  await db.insert(apiKeys).values({ name: `${role} key`, prefix, keyHash, role, createdBy: "test", ...options });
  return { headers: { authorization: `Bearer ${key}` } };
}

/** Calls an endpoint through the one exit of the admin API; `params` fill its path template. */
export async function call(
  services: Services,
  endpoint: Endpoint,
  options: {
    headers?: Record<string, string>;
    params?: Record<string, string | number>;
    query?: Record<string, string>;
    body?: unknown;
  } = {},
): Promise<{ status: number; headers: Headers; body: unknown }> {
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => String(options.params?.[name] ?? "1"));
  const url = new URL(path, TEST_ORIGIN);
  for (const [name, value] of Object.entries(options.query ?? {})) url.searchParams.set(name, value);
  const json = options.body === undefined ? {} : { "content-type": "application/json" };
  const request = new Request(url, {
    method: endpoint.method,
    headers: { host: url.host, ...json, ...options.headers },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  const response = await answer(endpoint, request, services);
  return { status: response.status, headers: response.headers, body: await bodyOf(response) };
}

/** A JSON body, parsed; any other is given up unread, a stream would never end. */
async function bodyOf(response: Response): Promise<unknown> {
  if (response.headers.get("content-type")?.startsWith("application/json") === true) return response.json();
  await response.body?.cancel();
  return null;
}
