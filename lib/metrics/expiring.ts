import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { EXPIRING_KINDS, type Expiring } from "../contract/admin/expiring";
import { select } from "./select";
import { instant, millis } from "./sql-time";

const DAY_MS = 86_400_000;
/** Long enough to build, review and release, or to hand a new key to a team. */
const AHEAD_MS = 14 * DAY_MS;
/** What ended lately is why something stopped to work. */
const BACK_MS = DAY_MS;

const row = z.object({
  kind: z.enum(EXPIRING_KINDS),
  ownerId: z.number().nullable(),
  name: z.string(),
  detail: z.string(),
  at: z.number(),
});

/**
 * What ends by itself within two weeks, or did within a day, soonest first. Trust anchors are not in it: they are pinned
 * by their public key, whatever the certificate around it says. A revocation list is only where its renewal is overdue.
 */
export async function expiring(db: Database, now: Date): Promise<Expiring> {
  const [from, to] = [instant(now.getTime() - BACK_MS), instant(now.getTime() + AHEAD_MS)];
  const rows = await select(
    db,
    row,
    sql`SELECT kind, owner_id AS "ownerId", name, detail, ${millis(sql`at`)} AS at FROM (
        SELECT 'build' AS kind, a.id AS owner_id, a.name, b.version_name AS detail, b.expires_at AS at
          FROM builds b JOIN apps a ON a.id = b.app_id WHERE b.revoked_at IS NULL AND a.archived_at IS NULL
        UNION ALL
        SELECT 'token-key', d.id, d.domain, k.kid, k.retires_at
          FROM token_keys k JOIN api_domains d ON d.id = k.api_domain_id
        UNION ALL
        SELECT 'development-credential', a.id, a.name, c.name, c.expires_at
          FROM development_credentials c JOIN apps a ON a.id = c.app_id
          WHERE c.revoked_at IS NULL AND a.archived_at IS NULL
        UNION ALL
        SELECT 'api-key', NULL, name, prefix, expires_at FROM api_keys WHERE revoked_at IS NULL
        UNION ALL
        SELECT 'revocation-list', NULL, host, '', retrieved_at + maximum_age_seconds * interval '1 second'
          FROM revocation_lists WHERE problem IS NOT NULL OR next_at < ${instant(now.getTime() - 3_600_000)}
      ) ending WHERE at >= ${from} AND at <= ${to} ORDER BY at, kind, name, detail`,
  );
  return { items: rows.map((found) => ({ ...found, at: new Date(found.at).toISOString() })) };
}
