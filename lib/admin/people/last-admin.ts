import { and, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "../../../drizzle/client";
import { users } from "../../../drizzle/schema";
import { AttestryError } from "../../errors";

/** Refuses a change that would leave nobody who can undo it. Call it after the change, in its transaction. */
export async function assertAnAdminIsLeft(tx: Transaction): Promise<void> {
  // Two admins demoting each other at once take turns here.
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('attestry.last-admin'))`);
  const [admin] = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, "admin"), isNull(users.disabledAt)))
    .limit(1);
  if (admin === undefined) {
    throw new AttestryError("conflict", "This is the last admin. Make somebody else an admin first.");
  }
}
