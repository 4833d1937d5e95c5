import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { migrateDatabase } from "../../drizzle/migrate";
import { databaseUrl, onServer, testServerUrl } from "./test-server";

const MIGRATIONS = fileURLToPath(new URL("../../drizzle/migrations", import.meta.url));

declare module "vitest" {
  export interface ProvidedContext {
    /** The migrated database that each test file's own is copied from. */
    templateDatabase: string;
  }
}

/** Vitest's global set-up: migrates one database for all test files. Returns what drops it after the last. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const serverUrl = testServerUrl();
  const name = `template_${randomBytes(8).toString("hex")}`;
  await onServer(serverUrl, `CREATE DATABASE ${name}`);
  await migrateDatabase(databaseUrl(serverUrl, name), MIGRATIONS);
  provide("templateDatabase", name);
  return () => onServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
}
