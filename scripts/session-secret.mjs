/** The key that the console's session cookies are sealed with: the operator's, or one made on first start. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @param {Pick<import("./settings.mjs").Settings, "dataDir" | "sessionSecret">} settings
 * @returns {string}
 */
export function sessionSecret({ dataDir, sessionSecret: given }) {
  if (given !== null) return given;
  const file = join(dataDir, "session-secret");
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
  return readFileSync(file, "utf8").trim();
}
