/** The programs of a running Attestry: how each is started, with which environment, and when it is ready. */
import { join } from "node:path";
import { nextBin, nextEnvironment } from "./build.mjs";
import { root } from "./run.mjs";
import { sessionSecret } from "./session-secret.mjs";

export const migrationScript = join(root, "dist/migrate.mjs");
export const setupScript = join(root, "dist/setup.mjs");

/**
 * What every program is given.
 * @param {import("./settings.mjs").Settings} settings
 * @param {string} databaseUrl
 * @returns {NodeJS.ProcessEnv}
 */
export function programEnvironment(settings, databaseUrl) {
  return {
    ...process.env,
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    ATTESTRY_DATA_DIR: settings.dataDir,
    CONSOLE_PORT: String(settings.consolePort),
    DATAPLANE_PORT: String(settings.dataplanePort),
    DATAPLANE_HOST: settings.dataplaneHost,
    NEXTAUTH_URL: settings.consoleUrl,
  };
}

/**
 * @param {import("./settings.mjs").Settings} settings
 * @param {NodeJS.ProcessEnv} environment
 * @returns {import("./program.mjs").Program}
 */
export function dataplaneProgram(settings, { NEXTAUTH_SECRET: _, ...env }) {
  return {
    name: "data plane",
    args: [join(root, "dist/dataplane.mjs")],
    env,
    readyUrl: `http://${reachable(settings.dataplaneHost)}:${settings.dataplanePort}/readyz`,
    // Room to finish requests under way and to write the events of those answered.
    graceMs: 8_000,
  };
}

/**
 * The console's own directory: the one above it holds the keys that only the data plane may read.
 * @param {Pick<import("./settings.mjs").Settings, "dataDir">} settings
 */
export function consoleDataDir({ dataDir }) {
  return join(dataDir, "console");
}

/** Longer than proxies keep idle connections (60 s is usual): what closes first must not be what is asked. */
const KEEP_ALIVE = ["--keepAliveTimeout", "65000"];

/**
 * @param {import("./settings.mjs").Settings} settings
 * @param {NodeJS.ProcessEnv} environment
 * @param {boolean} isDevelopment
 * @returns {import("./program.mjs").Program}
 */
export function consoleProgram(settings, environment, isDevelopment) {
  const { consoleHost, consolePort } = settings;
  const shared = withoutKeyProviders(environment);
  const verb = isDevelopment ? "dev" : "start";
  return {
    name: "console",
    args: [
      nextBin,
      verb,
      "--hostname",
      consoleHost,
      "--port",
      String(consolePort),
      ...(isDevelopment ? [] : KEEP_ALIVE),
    ],
    env: {
      ...shared,
      ...nextEnvironment(isDevelopment ? "development" : "production"),
      ATTESTRY_DATA_DIR: consoleDataDir(settings),
      NEXTAUTH_SECRET: sessionSecret(settings),
    },
    readyUrl: `http://${reachable(consoleHost)}:${consolePort}/`,
    // Browsers hold their live streams open, for which Next would wait without end; it keeps nothing that could be lost.
    graceMs: 2_000,
  };
}

/**
 * What the console must not have: with it and the database, whoever takes over the console could open every secret.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {NodeJS.ProcessEnv}
 */
function withoutKeyProviders(environment) {
  const guarded = /^(ATTESTRY_(PKCS11|VAULT|KMS)_|AWS_)/;
  const kept = Object.entries(environment).filter(([name]) => !guarded.test(name));
  return { ...Object.fromEntries(kept), NODE_ENV: environment.NODE_ENV };
}

/** @param {string} host the address a server listens on */
function reachable(host) {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
