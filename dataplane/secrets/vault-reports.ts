import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { eq } from "drizzle-orm";
import type { Database } from "../../drizzle/client";
import { secretVaultReports } from "../../drizzle/schema";
import { describe, type Log } from "../../lib/log";
import { every } from "../every";
import type { SecretsVault } from "./secrets-vault";

const REPORT_MS = 5000;

export interface VaultReports {
  /** Reports now. */
  report(): Promise<void>;
  /** Takes the report back: a process that is gone delivers nothing, and lacks nothing. */
  stop(): Promise<void>;
}

/**
 * Tells the console how this process's vault stands. Every process tells of its own: one that was restarted while the
 * key provider is away is shut, whatever those beside it have in memory. Neither a host's name nor a process's number is
 * its own alone, so each takes a name of its own.
 */
export function startVaultReports(db: Database, vault: SecretsVault, log: Log): VaultReports {
  const node = `${hostname()} ${process.pid} ${randomUUID()}`;
  const report = () => reportVault(db, node, vault, new Date());
  const timer = every(REPORT_MS, log, report);
  const failed = (error: unknown) => log.warn("the vault's state could not be reported", { cause: describe(error) });
  return {
    report: () => report().catch(failed),
    async stop() {
      await timer.stop();
      await db.delete(secretVaultReports).where(eq(secretVaultReports.node, node)).catch(failed);
    },
  };
}

async function reportVault(db: Database, node: string, vault: SecretsVault, now: Date): Promise<void> {
  const { provider, ready, problem, since } = vault.state;
  const report = { provider, ready, problem, since, reportedAt: now };
  await db
    .insert(secretVaultReports)
    .values({ node, ...report })
    .onConflictDoUpdate({ target: secretVaultReports.node, set: report });
}
