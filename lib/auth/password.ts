import { hash, verify } from "@node-rs/argon2";

/** For argon2id, the library's default: OWASP's 19 MiB, two passes, one lane (RFC 9106 section 4 names the trade-off). */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** argon2id in PHC form, with a fresh salt. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS);
}

/** Of no password anybody knows: what a sign-in for an unknown address is compared with, so that it takes as long. */
let nobody: Promise<string> | null = null;

/** Compares in constant time; `passwordHash` null stands for an account that does not exist and is never right. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword(crypto.randomUUID());
  const matches = await verify(passwordHash ?? (await nobody), password);
  return passwordHash !== null && matches;
}
