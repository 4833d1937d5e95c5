import type { Transaction } from "../../../drizzle/client";
import { users } from "../../../drizzle/schema";
import type { AuditRecord } from "../audit/chain";

export interface FirstAdmin {
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
}

/** Inserts the first admin and returns what to write down of it; the caller has made sure that there is nobody yet. */
export async function insertFirstAdmin(tx: Transaction, admin: FirstAdmin, now: Date): Promise<AuditRecord> {
  const { passwordHash, ...shown } = admin;
  await tx.insert(users).values({ ...shown, passwordHash, role: "admin", createdAt: now });
  return { action: "person.create-first-admin", entity: `person:${admin.email}`, after: { ...shown, role: "admin" } };
}
