import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../../config";
import type { Log } from "../../log";

/** Files of the data plane that open what the database holds sealed. */
const KEY_FILES = ["secrets-key", "vault.json"];

/** Ends this process with one sentence when {@link assertNoKeys} throws: Next alone would go on listening. */
export function exitIfKeysAreGiven(settings: Config, log: Log): void {
  try {
    assertNoKeys(settings, log);
  } catch (error) {
    log.error("the console can't start", error);
    process.exit(1);
  }
}

/**
 * Keeps from the console what opens secrets: with it and the database, whoever takes over the console has them all.
 * Throws when the environment sets up a key provider; says so when the directory is the data plane's.
 */
export function assertNoKeys({ keyProviders, keyProvidersPrevious, dataDir }: Config, log: Log): void {
  const settings = [keyProviders, keyProvidersPrevious];
  const given = [
    settings.some(({ pkcs11 }) => pkcs11 !== null) ? "ATTESTRY_PKCS11_PIN" : null,
    settings.some(({ vaultTransit }) => vaultTransit !== null) ? "ATTESTRY_VAULT_TOKEN" : null,
    settings.some(({ awsKms }) => awsKms !== null) ? "AWS_SECRET_ACCESS_KEY" : null,
  ].filter((name) => name !== null);
  if (given.length > 0) {
    const names = given.join(", ");
    throw new Error(
      `the console must not have the settings of a key provider (${names}): give them to the data plane only`,
    );
  }
  const files = KEY_FILES.filter((name) => existsSync(join(dataDir, name)));
  if (files.length === 0) return;
  log.warn("the console can read the data plane's keys: give it a directory of its own by ATTESTRY_DATA_DIR", {
    dataDir,
    files: files.join(", "),
  });
}
