import type { Database } from "../../../drizzle/client";
import { hashPassword } from "../../auth/password";
import { createSetupToken, isSetupOpen, lockFirstAdmin } from "../../auth/setup-link";
import type { Config } from "../../config";
import { appendAudit } from "../audit/chain";
import { insertFirstAdmin } from "./first-admin";

/**
 * Gives a new installation its way in. With ATTESTRY_ADMIN_EMAIL and ATTESTRY_ADMIN_PASSWORD set and nobody there, it
 * creates that admin; otherwise, with nobody there, it returns the token of a fresh one-time link. Null when somebody
 * is there (now).
 */
export async function ensureFirstAdmin(
  db: Database,
  { adminEmail, adminPassword }: Pick<Config, "adminEmail" | "adminPassword">,
  now: Date,
): Promise<string | null> {
  if ((adminEmail === null) !== (adminPassword === null)) {
    throw new Error("ATTESTRY_ADMIN_EMAIL and ATTESTRY_ADMIN_PASSWORD belong together; set both or neither");
  }
  if (!(await isSetupOpen(db))) return null;
  const passwordHash = adminPassword === null ? null : await hashPassword(adminPassword);
  return await db.transaction(async (tx) => {
    await lockFirstAdmin(tx);
    if (!(await isSetupOpen(tx))) return null;
    if (adminEmail === null || passwordHash === null) return createSetupToken(tx, now);
    const email = adminEmail.toLowerCase();
    const record = await insertFirstAdmin(tx, { email, name: email, passwordHash }, now);
    await appendAudit(tx, { kind: "system", name: "environment", address: null }, record, now);
    return null;
  });
}
