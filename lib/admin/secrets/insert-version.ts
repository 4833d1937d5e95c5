import type { Transaction } from "../../../drizzle/client";
import { secretVersions } from "../../../drizzle/schema";
import type { Secret } from "../../contract/admin/secrets";
import { AttestryError } from "../../errors";
import type { SealedValue } from "./sealed-value";

interface NewVersion extends SealedValue {
  readonly secretId: number;
  readonly version: number;
  readonly fingerprint: string;
  readonly note: string;
  readonly createdBy: string;
  readonly activeFrom: Date;
  readonly overlapSeconds: number;
}

/** Writes a version; it never changes afterwards but for when it ends. */
export async function insertVersion(tx: Transaction, version: NewVersion, now: Date): Promise<void> {
  await tx.insert(secretVersions).values({ ...version, createdAt: now });
}

/** The number of the next version. Throws `conflict` when another one was made since, or one waits for its time. */
export function nextVersion(secret: Secret, expectedVersion: number): number {
  const [newest] = secret.versions;
  const version = newest?.version ?? 0;
  if (newest !== undefined && version !== expectedVersion) {
    throw new AttestryError(
      "conflict",
      `Version ${version} was made by ${newest.createdBy} at ${newest.createdAt}. Load it, then decide again.`,
    );
  }
  const waiting = secret.versions.find(({ state }) => state === "scheduled");
  if (waiting !== undefined) {
    throw new AttestryError("conflict", `Version ${waiting.version} waits for ${waiting.activeFrom}. Cancel it first.`);
  }
  return version + 1;
}

/** When a version goes live: null is now. Throws `invalid_request` for a time that has passed. */
export function parseActiveFrom(text: string | null, now: Date, field = "activeFrom"): Date {
  if (text === null) return now;
  const at = new Date(text);
  const year = 366 * 86_400_000;
  if (at > now && at.getTime() - now.getTime() <= year) return at;
  const message = at > now ? "Lies more than a year ahead." : `Has passed. The earliest is now, ${now.toISOString()}.`;
  throw new AttestryError("invalid_request", `Not valid: ${field}.`, { fields: { [field]: message } });
}
