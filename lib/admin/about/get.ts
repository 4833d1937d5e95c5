import { desc, sql } from "drizzle-orm";
import { vaultKeys } from "../../../drizzle/schema";
import { aboutSchema } from "../../contract/admin/about";
import { VERSION } from "../../version";
import { defineEndpoint } from "../endpoint";
import { iso } from "../iso";

const LICENCE = "Apache-2.0";

export const getAbout = defineEndpoint({
  method: "GET",
  path: "/api/about",
  summary: "Version, licence, what it runs on, and which key secrets are sealed to",
  permission: "read",
  response: aboutSchema,
  run: async ({ db, settings }) => {
    const { consoleUrl, dataplaneUrl, privateReceivers, corsOrigins } = settings;
    const server = await db.execute<{ version: string }>(sql`SELECT current_setting('server_version') AS version`);
    const keys = await db
      .select({ kid: vaultKeys.kid, provider: vaultKeys.provider, createdAt: vaultKeys.createdAt })
      .from(vaultKeys)
      .orderBy(desc(vaultKeys.createdAt));
    return {
      version: VERSION,
      licence: LICENCE,
      node: process.versions.node,
      postgres: server.rows[0]?.version ?? "unknown",
      consoleUrl,
      dataplaneUrl,
      privateReceivers: [...privateReceivers],
      corsOrigins: [...corsOrigins],
      vaultKeys: keys.map((key) => ({ ...key, createdAt: iso(key.createdAt) })),
    };
  },
});
