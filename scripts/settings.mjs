/** The environment variables the launcher itself acts on; docs/operations.md lists them. */
import { resolve } from "node:path";
import { root } from "./run.mjs";

/**
 * @typedef {{
 *   databaseUrl: string | null,
 *   dataDir: string,
 *   consoleHost: string,
 *   consolePort: number,
 *   consoleUrl: string,
 *   dataplaneHost: string,
 *   dataplanePort: number,
 *   sessionSecret: string | null,
 * }} Settings
 */

/**
 * Empty variables count as unset. Throws one sentence that names a variable that can't be used.
 * @param {Record<string, string | undefined>} environment
 * @returns {Settings}
 */
export function readSettings(environment) {
  const consolePort = readPort(environment, "CONSOLE_PORT", 3000);
  const dataplanePort = readPort(environment, "DATAPLANE_PORT", 8080);
  if (consolePort === dataplanePort) throw new Error("CONSOLE_PORT and DATAPLANE_PORT must differ");
  const databaseUrl = environment.DATABASE_URL || null;
  if (databaseUrl !== null && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new Error("DATABASE_URL must start with postgres://");
  }
  return {
    databaseUrl,
    dataDir: resolve(root, environment.ATTESTRY_DATA_DIR || ".attestry"),
    consoleHost: environment.CONSOLE_HOST || "127.0.0.1",
    consolePort,
    consoleUrl: environment.NEXTAUTH_URL || `http://127.0.0.1:${consolePort}`,
    dataplaneHost: environment.DATAPLANE_HOST || "0.0.0.0",
    dataplanePort,
    sessionSecret: environment.NEXTAUTH_SECRET || null,
  };
}

/**
 * @param {Record<string, string | undefined>} environment
 * @param {string} name
 * @param {number} standard
 */
function readPort(environment, name, standard) {
  const text = environment[name] || String(standard);
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    throw new Error(`${name} must be a port number from 1 to 65535, not "${text}"`);
  }
  return port;
}
