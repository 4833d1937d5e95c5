/** TCP ports: finding a free one, and telling whether a given one can be used. */
import { createServer } from "node:net";
import { hasCode } from "./processes.mjs";

/**
 * @param {string} host address to listen on
 * @param {number} [port] 0 or absent: any free one
 * @returns {Promise<number | null>} the port, free a moment ago; null when it is in use
 */
export function probePort(host, port = 0) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error) => (hasCode(error, "EADDRINUSE") ? resolve(null) : reject(error)));
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : null));
    });
  });
}

/**
 * @param {string} [host]
 * @returns {Promise<number>}
 */
export async function freePort(host = "127.0.0.1") {
  const port = await probePort(host);
  if (port === null) throw new Error(`no free TCP port on ${host}`);
  return port;
}
