import { createHash, randomBytes } from "node:crypto";
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import type { Transaction } from "../../drizzle/client";
import { setupLinks, users } from "../../drizzle/schema";

const TTL_SECONDS = 24 * 3600;

/** Makes whoever looks for the first admin, or makes it, wait for the others until its transaction ends. */
export async function lockFirstAdmin(tx: Transaction): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('attestry.first-admin'))`);
}

/** Whether there is nobody yet: the only state in which a setup link is worth anything. */
export async function isSetupOpen(db: Pick<Transaction, "select">): Promise<boolean> {
  const [anybody] = await db.select({ id: users.id }).from(users).limit(1);
  return anybody === undefined;
}

/** A fresh one-time token for the first admin, valid for a day; earlier ones are void. Only its hash is kept. */
export async function createSetupToken(tx: Transaction, now: Date): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await tx.delete(setupLinks).where(isNull(setupLinks.usedAt));
  await tx.insert(setupLinks).values({
    tokenHash: hashToken(token),
    createdAt: now,
    expiresAt: new Date(now.getTime() + TTL_SECONDS * 1000),
  });
  return token;
}

/** Uses a token up. False when it is unknown, expired or was used before. */
export async function redeemSetupToken(tx: Transaction, token: string, now: Date): Promise<boolean> {
  const redeemed = await tx
    .update(setupLinks)
    .set({ usedAt: now })
    .where(and(eq(setupLinks.tokenHash, hashToken(token)), isNull(setupLinks.usedAt), gt(setupLinks.expiresAt, now)))
    .returning({ tokenHash: setupLinks.tokenHash });
  return redeemed.length === 1;
}

function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
