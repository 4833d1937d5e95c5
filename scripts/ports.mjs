/** TCP ports: finding a free one, and telling whether a given one can be used. */
import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { hasCode } from "./processes.mjs";

/**
 * @param {string} host address to listen on
 * @param {number} port
 * @returns {Promise<boolean>} whether the port was free a moment ago
 */
export function isPortFree(host, port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error) => (hasCode(error, "EADDRINUSE") ? resolve(false) : reject(error)));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * A free port below the ranges systems take the ports of outgoing connections from, so that none of those can have
 * taken it when a server comes back to it.
 * @param {string} [host]
 * @returns {Promise<number>}
 */
export async function freePort(host = "127.0.0.1") {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = randomInt(20_000, 32_000);
    if (await isPortFree(host, port)) return port;
  }
  throw new Error(`no free TCP port on ${host}`);
}

/**
 * Tells before anything long is done that a port can't be used, and what to set.
 * @param {Pick<import("./settings.mjs").Settings, "consoleHost" | "consolePort" | "dataplaneHost" | "dataplanePort">} settings
 */
export async function assertPortsFree({ consoleHost, consolePort, dataplaneHost, dataplanePort }) {
  await assertPortFree("CONSOLE", consoleHost, consolePort);
  await assertPortFree("DATAPLANE", dataplaneHost, dataplanePort);
}

/**
 * @param {string} program prefix of the variables
 * @param {string} host
 * @param {number} port
 */
async function assertPortFree(program, host, port) {
  const isFree = await isPortFree(host, port).catch((error) => {
    throw new Error(
      `can't listen on ${host} port ${port}: ${error.message}\nhint: set ${program}_HOST and ${program}_PORT`,
    );
  });
  if (!isFree) {
    throw new Error(`port ${port} is in use\nhint: choose another one, such as ${program}_PORT=${port + 1} npm start`);
  }
}
