import { describe, expect, it } from "vitest";
import { auditEntries, sessions, setupLinks, users } from "../../../drizzle/schema";
import { call, testServices } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { ensureFirstAdmin } from "./ensure-first-admin";
import { getSetup } from "./get";
import { redeemSetupLink } from "./redeem";

const { db } = await testDatabase();
let clock = new Date("2026-11-20T10:00:00Z");
const services = testServices(db, () => clock);
const none = { adminEmail: null, adminPassword: null };
const day = 86_400_000;

const redeem = (token: string | null, email = "ada@example.test") =>
  call(services, redeemSetupLink, {
    body: { token: token ?? "", name: "Ada", email, password: "correct horse battery" },
  });

async function startOver(): Promise<void> {
  await db.delete(sessions);
  await db.delete(users);
  await db.delete(setupLinks);
}

describe("the first admin", () => {
  it("comes in by the one-time link, which is kept as a hash only", async () => {
    const token = await ensureFirstAdmin(db, none, clock);
    expect((await call(services, getSetup)).body).toEqual({ open: true });
    const [stored] = await db.select().from(setupLinks);
    expect(stored?.tokenHash.includes(Buffer.from(token ?? "", "base64url"))).toBe(false);
    expect((await redeem(token)).status).toBe(201);
    expect(await db.select({ email: users.email, role: users.role }).from(users)).toEqual([
      { email: "ada@example.test", role: "admin" },
    ]);
    expect((await call(services, getSetup)).body).toEqual({ open: false });
    expect((await db.select().from(auditEntries)).map(({ action }) => action)).toEqual(["person.create-first-admin"]);
  });

  it("voids every link by being there", async () => {
    expect(await ensureFirstAdmin(db, none, clock)).toBeNull();
    expect((await redeem("anything", "eve@example.test")).body).toMatchObject({ error: "conflict" });
  });

  it("can't come in by a link that is unknown, older than a day or superseded", async () => {
    await startOver();
    const first = await ensureFirstAdmin(db, none, clock);
    const second = await ensureFirstAdmin(db, none, clock);
    expect((await redeem("unknown")).body).toMatchObject({ error: "invalid_token" });
    expect((await redeem(first)).body).toMatchObject({ error: "invalid_token" });
    clock = new Date(clock.getTime() + day);
    expect((await redeem(second)).body).toMatchObject({ error: "invalid_token" });
    expect(await db.select().from(users)).toEqual([]);
  });

  it("comes in once, however many try at once", async () => {
    await startOver();
    const token = await ensureFirstAdmin(db, none, clock);
    const answers = await Promise.all([1, 2, 3, 4].map((n) => redeem(token, `${n}@example.test`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    expect(await db.select().from(users)).toHaveLength(1);
  });

  it("comes from the environment where both settings are there, once", async () => {
    await startOver();
    const settings = { adminEmail: "Root@Example.test", adminPassword: "from the environment" };
    expect(await ensureFirstAdmin(db, settings, clock)).toBeNull();
    expect(await ensureFirstAdmin(db, settings, clock)).toBeNull();
    expect((await db.select().from(users)).map(({ email }) => email)).toEqual(["root@example.test"]);
  });

  it("is refused clearly when only half of its settings is there", async () => {
    await expect(ensureFirstAdmin(db, { ...none, adminEmail: "a@b.test" }, clock)).rejects.toThrow("belong together");
  });

  it("is not created by another site's page", async () => {
    await startOver();
    const token = await ensureFirstAdmin(db, none, clock);
    const body = { token, name: "Eve", email: "eve@example.test", password: "correct horse battery" };
    const headers = { origin: "https://evil.example" };
    expect((await call(services, redeemSetupLink, { headers, body })).status).toBe(403);
  });
});
