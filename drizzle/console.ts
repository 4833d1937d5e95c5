import { config, requireDatabaseUrl } from "../lib/config";
import { type Connection, connect } from "./client";

const POOL_SIZE = 10;

/** On globalThis because development reloads modules but not the process, and each reload would open a new pool. */
const shared: typeof globalThis & { attestryConsole?: Connection } = globalThis;

/** The console's one pool of connections, opened on first use. */
export function consoleConnection(): Connection {
  shared.attestryConsole ??= connect(requireDatabaseUrl(config()), POOL_SIZE, "attestry-console");
  return shared.attestryConsole;
}
