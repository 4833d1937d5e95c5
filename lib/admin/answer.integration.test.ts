import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { sessions, users } from "../../drizzle/schema";
import { revokeSession } from "../auth/session";
import { call, signedIn, testServices, withApiKey } from "../testing/console";
import { testDatabase } from "../testing/database";
import { defineEndpoint } from "./endpoint";
import { getMe } from "./me/get";

const { db } = await testDatabase();
const services = testServices(db);

const echo = defineEndpoint({
  method: "POST",
  path: "/api/echo/{id}",
  summary: "Answers what it parsed",
  permission: "policies:write",
  params: z.object({ id: z.string().regex(/^\d+$/, "An id is a number.") }),
  body: z.strictObject({ name: z.string().min(2, "Too short.") }),
  response: z.object({ name: z.string() }),
  run: async ({ body }) => ({ ...body, secret: "must not leave" }),
});

const broken = defineEndpoint({
  method: "GET",
  path: "/api/broken",
  summary: "Throws",
  permission: "read",
  response: z.object({}),
  run: () => Promise.reject(new Error("password=hunter2")),
});

describe("the admin API's one exit", () => {
  it("answers 401 with a challenge to a caller it does not know", async () => {
    const answered = await call(services, getMe);
    expect(answered.status).toBe(401);
    expect(answered.headers.get("www-authenticate")).toBe("Bearer");
    expect(answered.body).toMatchObject({ error: "unauthenticated" });
  });

  it("knows a session and says what its role may do", async () => {
    const { headers } = await signedIn(services, "policy-owner");
    const answered = await call(services, getMe, { headers });
    expect(answered.body).toEqual({
      kind: "user",
      name: "policy-owner@example.test",
      role: "policy-owner",
      permissions: ["read", "events:export", "policies:write", "overrides:write", "test-traffic:write"],
    });
    expect(answered.headers.get("cache-control")).toBe("no-store");
  });

  it("knows a session no longer once it is revoked, expired, or its owner disabled", async () => {
    for (const end of [
      (sessionId: string) => revokeSession(db, sessionId, new Date()),
      (sessionId: string) =>
        db
          .update(sessions)
          .set({ expiresAt: new Date(0) })
          .where(eq(sessions.id, sessionId)),
      (_: string, userId: number) => db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, userId)),
    ]) {
      const { headers, sessionId, userId } = await signedIn(services, "analyst", `${crypto.randomUUID()}@example.test`);
      expect((await call(services, getMe, { headers })).status).toBe(200);
      await end(sessionId, userId);
      expect((await call(services, getMe, { headers })).status).toBe(401);
    }
  });

  it("refuses a bad API key even from a browser that is signed in", async () => {
    const { headers } = await signedIn(services, "admin");
    const answered = await call(services, getMe, { headers: { ...headers, authorization: "Bearer attestry_no" } });
    expect(answered.status).toBe(401);
  });

  it("refuses a signed-in browser's change that another site's page made", async () => {
    const { headers } = await signedIn(services, "admin");
    const send = (extra: Record<string, string>) =>
      call(services, echo, { headers: { cookie: headers.cookie ?? "", ...extra }, body: { name: "Ada" } });
    expect((await send({ "sec-fetch-site": "cross-site" })).body).toMatchObject({ error: "cross_site_request" });
    expect((await send({ "sec-fetch-site": "same-site" })).status).toBe(403);
    expect((await send({ origin: "https://evil.example" })).status).toBe(403);
    expect((await send({ origin: "null" })).status).toBe(403);
    expect((await send({})).status).toBe(403);
    expect((await send({ "sec-fetch-site": "same-origin" })).status).toBe(200);
    expect((await send({ origin: "http://console.test" })).status).toBe(200);
  });

  it("asks an API key for no origin, because no browser sends one by itself", async () => {
    const { headers } = await withApiKey(services, "admin");
    expect((await call(services, echo, { headers, body: { name: "Ada" } })).status).toBe(200);
  });

  it("authorises before it parses", async () => {
    const { headers } = await signedIn(services, "analyst");
    expect((await call(services, echo, { headers, body: { name: 1 } })).status).toBe(403);
  });

  it("names each wrong field, unknown ones included", async () => {
    const { headers } = await withApiKey(services, "admin");
    const answered = await call(services, echo, { headers, body: { name: "A", extra: 1 } });
    expect(answered.status).toBe(400);
    expect(answered.body).toEqual({
      error: "invalid_request",
      error_description: "Not valid: name, extra.",
      fields: { name: "Too short.", extra: "This field is not known here." },
    });
    const path = await call(services, echo, { headers, params: { id: "x" }, body: { name: "Ada" } });
    expect(path.body).toMatchObject({ fields: { id: "An id is a number." } });
  });

  it("refuses bodies that are not JSON, broken or too large", async () => {
    const { headers } = await withApiKey(services, "admin");
    const typed = await call(services, echo, { headers: { ...headers, "content-type": "text/plain" }, body: {} });
    expect(typed.status).toBe(415);
    const large = await call(services, echo, { headers, body: { name: "x".repeat(1024 * 1024) } });
    expect(large.status).toBe(413);
    expect(large.body).toMatchObject({ error: "content_too_large" });
  });

  it("drops what the response schema does not name", async () => {
    const { headers } = await withApiKey(services, "admin");
    const answered = await call(services, echo, { headers, body: { name: "Ada" } });
    expect(answered.body).toEqual({ name: "Ada" });
  });

  it("keeps the words of unknown errors to itself", async () => {
    const { headers } = await withApiKey(services, "analyst");
    const answered = await call(services, broken, { headers });
    expect(answered.status).toBe(500);
    expect(JSON.stringify(answered.body)).not.toContain("hunter2");
  });
});
