import { describe, expect, it } from "vitest";
import { can } from "../auth/permissions";
import { revokeSession } from "../auth/session";
import { ROLES, type Role } from "../contract/outcome";
import { PERMISSIONS } from "../contract/permissions";
import { call, signedIn, testServices, withApiKey } from "../testing/console";
import { testDatabase } from "../testing/database";
import type { Endpoint } from "./endpoint";
import { endpoints } from "./endpoints";

const { db } = await testDatabase();
const services = testServices(db);

type Verdict = "unauthenticated" | "forbidden" | "admitted";

/** The matrix of the console's rules, written down a second time and by hand: what each role may write. */
const WRITES: Record<Role, readonly string[]> = {
  analyst: [],
  "policy-owner": ["policies:write", "overrides:write", "test-traffic:write"],
  "secrets-admin": ["secrets:write", "api-domains:write", "proxy:write"],
  admin: "policies overrides secrets api-domains proxy apps test-traffic alerts people api-keys settings"
    .split(" ")
    .map((noun) => `${noun}:write`),
};

function expected({ permission }: Endpoint, role: Role | null): Verdict {
  if (permission === "public") return "admitted";
  if (role === null) return "unauthenticated";
  if (permission === "signed-in" || permission === "read" || permission === "events:export") return "admitted";
  return WRITES[role].includes(permission) ? "admitted" : "forbidden";
}

/** What the one exit decided before it parsed: the matrix sends no body, so whoever is admitted is told what is missing. */
async function decided(endpoint: Endpoint, headers: Record<string, string>): Promise<Verdict> {
  const { status, body } = await call(services, endpoint, {
    headers,
    params: { id: endpoint.path.startsWith("/api/sessions") ? crypto.randomUUID() : 999_999_999 },
  });
  if (status === 401) return "unauthenticated";
  if (status === 403) {
    // An API key is admitted to what any signed-in principal may do, but has no sessions and no password.
    return JSON.stringify(body).includes("person who is signed in") ? "admitted" : "forbidden";
  }
  expect(status, `${endpoint.method} ${endpoint.path}`).toBeLessThan(500);
  return "admitted";
}

const cases = endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const);

describe("role matrix", () => {
  it("is the one of the console's rules", () => {
    for (const role of ROLES) {
      for (const permission of PERMISSIONS) {
        const granted = ["read", "events:export"].includes(permission) || WRITES[role].includes(permission);
        expect(can({ role, scopes: null }, permission), `${role} ${permission}`).toBe(granted);
      }
    }
  });

  it.each(cases)("%s admits a browser exactly by its role", async (_, endpoint) => {
    expect(await decided(endpoint, {})).toBe(expected(endpoint, null));
    for (const role of ROLES) {
      const { headers } = await signedIn(services, role);
      expect(await decided(endpoint, headers), role).toBe(expected(endpoint, role));
    }
  });

  it.each(cases)("%s admits an API key exactly by its role", async (_, endpoint) => {
    for (const role of ROLES) {
      const { headers } = await withApiKey(services, role);
      expect(await decided(endpoint, headers), role).toBe(expected(endpoint, role));
    }
  });

  it.each(cases)("%s admits a narrowed API key exactly by its scopes", async (_, endpoint) => {
    const { permission } = endpoint;
    const narrowed = permission !== "public" && permission !== "signed-in";
    const only = await withApiKey(services, "admin", { scopes: [permission] });
    const allBut = await withApiKey(services, "admin", { scopes: PERMISSIONS.filter((other) => other !== permission) });
    expect(await decided(endpoint, only.headers)).toBe("admitted");
    expect(await decided(endpoint, allBut.headers)).toBe(narrowed ? "forbidden" : "admitted");
  });

  it.each(cases)("%s turns away what has ended: sessions and keys, revoked and expired", async (_, endpoint) => {
    const past = new Date(Date.now() - 1000);
    const revoked = await withApiKey(services, "admin", { revokedAt: past });
    const expired = await withApiKey(services, "admin", { expiresAt: past });
    const signedOut = await signedIn(services, "admin");
    await revokeSession(db, signedOut.sessionId, new Date());
    const longAgo = testServices(db, () => new Date(Date.now() - 40 * 86_400_000));
    const forgotten = await signedIn(longAgo, "admin");
    for (const { headers } of [revoked, expired, signedOut, forgotten]) {
      expect(await decided(endpoint, headers)).toBe(expected(endpoint, null));
    }
  });

  it.each(cases.filter(([, { method, permission }]) => method !== "GET" && permission !== "public"))(
    "%s refuses an admin's browser when another site's page asks",
    async (_, endpoint) => {
      const { headers } = await signedIn(services, "admin");
      const { status, body } = await call(services, endpoint, {
        headers: { ...headers, "sec-fetch-site": "cross-site" },
      });
      expect(status).toBe(403);
      expect(body).toMatchObject({ error: "cross_site_request" });
    },
  );
});
