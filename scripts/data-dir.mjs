/** Data directories for tests: temporary, and removed with the database that may live elsewhere. */
import { chmodSync, existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** @returns {string} a new one that the account Postgres runs as can enter, if it can enter the folder above */
export function makeTemporaryDataDir() {
  const dataDir = mkdtempSync(join(tmpdir(), "attestry-"));
  chmodSync(dataDir, 0o711);
  return dataDir;
}

/** @param {string} dataDir whose Postgres has stopped */
export function removeDataDir(dataDir) {
  const home = join(dataDir, "postgres");
  if (existsSync(home)) rmSync(realpathSync(home), { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
}
