/**
 * `node dist/setup.mjs`: makes sure that somebody can get in, and prints one JSON line for the launcher:
 * {"setupUrlPath":"/setup#token"} or {"admin":"exists"}. The token stands in the fragment, which browsers never send.
 */
import { connect } from "../../../drizzle/client";
import { systemClock } from "../../clock";
import { config, requireDatabaseUrl } from "../../config";
import { describe } from "../../log";
import { ensureFirstAdmin } from "./ensure-first-admin";

async function main(): Promise<void> {
  const settings = config();
  const connection = connect(requireDatabaseUrl(settings), 1, "attestry-setup");
  try {
    const token = await ensureFirstAdmin(connection.db, settings, systemClock());
    const line = token === null ? { admin: "exists" } : { setupUrlPath: `/setup#${token}` };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  } finally {
    await connection.close();
  }
}

await main().catch((error: unknown) => {
  process.stderr.write(`error: ${describe(error)}\n`);
  process.exitCode = 1;
});
