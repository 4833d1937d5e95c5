import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { auditEntries, users } from "../../../drizzle/schema";
import { createSignInGuard } from "../../auth/credentials";
import { hashPassword } from "../../auth/password";
import { testServices } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { signIn } from "./sign-in";

const { db } = await testDatabase();
const start = new Date("2026-11-20T10:00:00Z");
let clock = start;
const services = testServices(db, () => clock);
const PASSWORD = "correct horse battery";
const passwordHash = await hashPassword(PASSWORD);

async function person(email: string): Promise<void> {
  await db.insert(users).values({ email, name: email, role: "analyst", passwordHash });
}

/** A guard without the floor under response times, and with a memory of its own. */
const guard = () => createSignInGuard(0);

const attempt = (email: string, password: string, address: string | null = null) => ({
  email,
  password,
  address,
  userAgent: "a browser",
});

/** What somebody at the sign-in page learns from one attempt. */
async function learn(
  email: string,
  password: string,
  memory = guard(),
  address: string | null = null,
): Promise<string> {
  const told = await signIn(services, attempt(email, password, address), memory);
  return told.outcome === "locked" ? `locked ${told.retryAfterSeconds} s` : told.outcome;
}

describe("sign-in", () => {
  it("opens a session for the right password and writes it down", async () => {
    await person("ada@example.test");
    expect(await learn("ada@example.test", PASSWORD)).toBe("accepted");
    const entries = await db.select().from(auditEntries).where(eq(auditEntries.actor, "ada@example.test"));
    expect(entries.map(({ action }) => action)).toEqual(["session.open"]);
  });

  it("tells the same of a wrong password, an unknown account and a disabled person", async () => {
    await person("off@example.test");
    await db.update(users).set({ disabledAt: start }).where(eq(users.email, "off@example.test"));
    const told = [
      await learn("ada@example.test", "wrong"),
      await learn("nobody@example.test", PASSWORD),
      await learn("off@example.test", PASSWORD),
    ];
    expect(told).toEqual(["refused", "refused", "refused"]);
  });

  it("locks known and unknown accounts alike, guess by guess", async () => {
    await person("known@example.test");
    const memory = guard();
    const guesses = async (email: string) => {
      const told: string[] = [];
      for (let guess = 0; guess < 7; guess++) told.push(await learn(email, "wrong", memory));
      return told;
    };
    const known = await guesses("known@example.test");
    expect(known).toEqual([...Array(5).fill("refused"), "locked 5 s", "locked 5 s"]);
    expect(await guesses("unknown@example.test")).toEqual(known);
  });

  it("keeps even the right password out until the lock ends, then forgets the guesses", async () => {
    await person("late@example.test");
    for (let guess = 0; guess < 5; guess++) await learn("late@example.test", "wrong");
    expect(await learn("late@example.test", PASSWORD)).toBe("locked 5 s");
    clock = new Date(start.getTime() + 6000);
    expect(await learn("late@example.test", PASSWORD)).toBe("accepted");
    expect(await learn("late@example.test", "wrong")).toBe("refused");
    clock = start;
  });

  it("lets no more than the free guesses through when they are made at once", async () => {
    await person("burst@example.test");
    const told = await Promise.all(Array.from({ length: 20 }, () => learn("burst@example.test", "wrong")));
    expect(told.filter((one) => one === "refused")).toHaveLength(5);
  });

  it("writes a lock-out down once", async () => {
    const locked = await db.select().from(auditEntries).where(eq(auditEntries.action, "person.lock-out"));
    const entities = locked.map(({ entity }) => entity);
    expect(entities).toContain("person:burst@example.test");
    expect(new Set(entities).size).toBe(entities.length);
  });

  it("slows an address down that tries many accounts, and no other address", async () => {
    const memory = guard();
    const told: string[] = [];
    for (let guess = 0; guess < 21; guess++)
      told.push(await learn(`${guess}@example.test`, "x", memory, "203.0.113.7"));
    expect(told.slice(0, 20)).toEqual(Array(20).fill("refused"));
    expect(told[20]).toBe("locked 30 s");
    expect(await learn("ada@example.test", PASSWORD, memory, "203.0.113.8")).toBe("accepted");
  });

  it("counts an IPv6 network as one address", async () => {
    const memory = guard();
    for (let guess = 0; guess < 20; guess++) await learn(`${guess}@v6.test`, "x", memory, `2001:db8:0:1::${guess}`);
    expect(await learn("other@v6.test", "x", memory, "2001:db8:0:1:ffff::1")).toMatch(/^locked/);
    expect(await learn("other@v6.test", "x", memory, "2001:db8:0:2::1")).toBe("refused");
  });

  it("takes at least its floor to answer, whatever the answer", async () => {
    const slow = createSignInGuard(200);
    for (const email of ["ada@example.test", "nobody@floor.test"]) {
      const startedAt = performance.now();
      await learn(email, "wrong", slow);
      expect(performance.now() - startedAt).toBeGreaterThan(195);
    }
  });
});
