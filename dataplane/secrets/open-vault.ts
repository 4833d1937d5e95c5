import { join } from "node:path";
import type { Database } from "../../drizzle/client";
import type { Config } from "../../lib/config";
import type { Log } from "../../lib/log";
import { fileProvider } from "../../lib/secrets/providers/file";
import { SecretsVault } from "./secrets-vault";

/** The secrets' vault with the key provider that the settings name. It is shut until `open()`. */
export function openSecretsVault(db: Database, settings: Config, log: Log): SecretsVault {
  return new SecretsVault(db, [fileProvider(join(settings.dataDir, "secrets-key"))], log);
}
