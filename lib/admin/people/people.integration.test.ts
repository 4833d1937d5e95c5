import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { auditEntries, users } from "../../../drizzle/schema";
import { verifyPassword } from "../../auth/password";
import { personSchema, personWithPasswordSchema, sessionsSchema } from "../../contract/admin/people";
import { call, signedIn, testServices, withApiKey } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { changePassword } from "../me/change-password";
import { getMe } from "../me/get";
import { listSessions } from "../sessions/list";
import { endSession } from "../sessions/revoke";
import { createPerson } from "./create";
import { listPeople } from "./list";
import { resetPassword } from "./reset-password";
import { updatePerson } from "./update";

const { db } = await testDatabase();
const services = testServices(db);
const admin = await signedIn(services, "admin");
const { headers } = admin;

async function invite(email: string) {
  const { status, body } = await call(services, createPerson, {
    headers,
    body: { email, name: "Bo", role: "analyst" },
  });
  expect(status).toBe(201);
  return personWithPasswordSchema.parse(body);
}

const storedHash = async (id: number) =>
  (await db.select({ hash: users.passwordHash }).from(users).where(eq(users.id, id)))[0]?.hash ?? null;

describe("people", () => {
  it("get a strong first password that is told once and stored as a hash", async () => {
    const { person, password } = await invite("  Bo@Example.TEST ");
    expect(person.email).toBe("bo@example.test");
    expect(password).toMatch(/^([a-z2-9]{4}-){4}[a-z2-9]{4}$/);
    expect(await verifyPassword(await storedHash(person.id), password)).toBe(true);
    const audit = await db.select().from(auditEntries);
    expect(JSON.stringify(audit)).not.toContain(password);
    expect(JSON.stringify(audit)).not.toContain("argon2");
  });

  it("are listed without their password hashes", async () => {
    const { body } = await call(services, listPeople, { headers });
    expect(JSON.stringify(body)).toContain("bo@example.test");
    expect(JSON.stringify(body)).not.toContain("argon2");
  });

  it("share no e-mail address", async () => {
    const again = await call(services, createPerson, {
      headers,
      body: { email: "BO@example.test", name: "B", role: "admin" },
    });
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({ fields: { email: "Somebody has this e-mail address already." } });
  });

  it("are told at the field what is wrong with it", async () => {
    const { body } = await call(services, createPerson, { headers, body: { email: "bo", name: " ", role: "root" } });
    expect(body).toMatchObject({ fields: { email: "Not an e-mail address.", name: "Must not be empty." } });
    expect(body).toHaveProperty("fields.role");
  });

  it("are out at once when they are disabled", async () => {
    const other = await signedIn(services, "analyst", "gone@example.test");
    const params = { id: other.userId };
    await call(services, updatePerson, { headers, params, body: { disabled: true } });
    expect((await call(services, getMe, { headers: other.headers })).status).toBe(401);
    const { body } = await call(services, updatePerson, { headers, params, body: { disabled: false } });
    expect(personSchema.parse(body).disabledAt).toBeNull();
    expect((await call(services, getMe, { headers: other.headers })).status).toBe(401);
  });

  it("hold their new role with the next request", async () => {
    const other = await signedIn(services, "analyst", "riser@example.test");
    await call(services, updatePerson, { headers, params: { id: other.userId }, body: { role: "policy-owner" } });
    const { body } = await call(services, getMe, { headers: other.headers });
    expect(body).toMatchObject({ role: "policy-owner" });
  });

  it("always have an admin among them", async () => {
    const params = { id: admin.userId };
    for (const body of [{ role: "analyst" }, { disabled: true }]) {
      const { status } = await call(services, updatePerson, { headers, params, body });
      expect(status).toBe(409);
    }
    expect((await call(services, getMe, { headers })).body).toMatchObject({ role: "admin" });
  });

  it("always have an admin among them, also when two admins demote each other at once", async () => {
    const second = await signedIn(services, "admin", "second@example.test");
    const body = { role: "analyst" };
    const answers = await Promise.all([
      call(services, updatePerson, { headers, params: { id: second.userId }, body }),
      call(services, updatePerson, { headers: second.headers, params: { id: admin.userId }, body }),
    ]);
    // The later one is refused for being the last admin, or, when it arrives after the demotion, for being none.
    const [first, later] = answers.map(({ status }) => status).sort();
    expect(first).toBe(200);
    expect([403, 409]).toContain(later);
    await db.update(users).set({ role: "admin" }).where(eq(users.id, admin.userId));
  });

  it("are signed out everywhere by a password reset, which also ends a lock-out", async () => {
    const other = await signedIn(services, "analyst", "locked@example.test");
    const lockedUntil = new Date(Date.now() + 60_000);
    await db.update(users).set({ failedSignIns: 9, lockedUntil }).where(eq(users.id, other.userId));
    const { body } = await call(services, resetPassword, { headers, params: { id: other.userId } });
    expect((await call(services, getMe, { headers: other.headers })).status).toBe(401);
    const [row] = await db.select().from(users).where(eq(users.id, other.userId));
    expect(row).toMatchObject({ failedSignIns: 0, lockedUntil: null });
    expect(await verifyPassword(row?.passwordHash ?? null, personWithPasswordSchema.parse(body).password)).toBe(true);
  });
});

describe("a person's own", () => {
  it("password changes only for who knows the present one, and ends every other session", async () => {
    const { person, password } = await invite("own@example.test");
    const here = await signedIn(services, "analyst", "own@example.test");
    const elsewhere = await signedIn(services, "analyst", "own@example.test");
    const change = (currentPassword: string, newPassword: string) =>
      call(services, changePassword, { headers: here.headers, body: { currentPassword, newPassword } });
    expect((await change("wrong", "a new long password")).body).toMatchObject({
      fields: { currentPassword: "This is not your password." },
    });
    expect((await change(password, "short")).body).toMatchObject({
      fields: { newPassword: "A password has at least 12 characters." },
    });
    expect((await change(password, "a new long password")).status).toBe(200);
    expect(await verifyPassword(await storedHash(person.id), "a new long password")).toBe(true);
    expect((await call(services, getMe, { headers: here.headers })).status).toBe(200);
    expect((await call(services, getMe, { headers: elsewhere.headers })).status).toBe(401);
  });

  it("sessions are listed and ended by nobody else", async () => {
    const here = await signedIn(services, "analyst", "two@example.test");
    const elsewhere = await signedIn(services, "analyst", "two@example.test");
    const { body } = await call(services, listSessions, { headers: here.headers });
    const listed = sessionsSchema.parse(body).sessions;
    expect(listed.map(({ id, current }) => [id, current]).sort()).toEqual(
      [
        [here.sessionId, true],
        [elsewhere.sessionId, false],
      ].sort(),
    );
    const params = { id: elsewhere.sessionId };
    expect((await call(services, endSession, { headers, params })).status).toBe(404);
    expect((await call(services, endSession, { headers: here.headers, params })).status).toBe(200);
    expect((await call(services, getMe, { headers: elsewhere.headers })).status).toBe(401);
  });

  it("sessions and password are no business of an API key", async () => {
    const key = await withApiKey(services, "admin");
    expect((await call(services, listSessions, { headers: key.headers })).status).toBe(403);
    const body = { currentPassword: "x", newPassword: "a new long password" };
    expect((await call(services, changePassword, { headers: key.headers, body })).status).toBe(403);
  });
});
