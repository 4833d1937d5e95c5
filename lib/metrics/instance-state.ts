import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { select } from "./select";
import { millis } from "./sql-time";

const row = z.object({
  instance_id: z.string(),
  app_id: z.string(),
  platform: z.string(),
  test: z.boolean(),
  enrolled: z.number().nullable(),
  format: z.string().nullable(),
  level: z.string().nullable(),
  seen: z.number().nullable(),
  outcome: z.number().nullable(),
  reasons: z.number().nullable(),
  signals: z.number().nullable(),
  override: z.number().nullable(),
  policy_version: z.number().nullable(),
  model: z.string().nullable(),
  os_version: z.string().nullable(),
  patch_level: z.string().nullable(),
  app_version: z.string().nullable(),
  sdk_version: z.string().nullable(),
  country: z.string().nullable(),
});
export type InstanceStateRow = z.infer<typeof row>;

/** An instance as it was enrolled and as it attested last; null when there is none. */
export async function instanceState(db: Database, instanceId: string): Promise<InstanceStateRow | null> {
  const [found] = await select(
    db,
    row,
    sql`SELECT i.id AS instance_id, a.app_id, a.platform::text AS platform, i.test, ${millis(sql`i.enrolled_at`)} AS enrolled,
        i.format, i.security_level AS level, ${millis(sql`s.at`)} AS seen, s.outcome, s.reasons, s.signals, s.override,
        p.version AS policy_version, f.model, f.os_version, s.patch_level, f.app_version, f.sdk_version, f.country
      FROM instances i JOIN apps a ON a.id = i.app_id
        LEFT JOIN instance_states s ON s.instance_id = i.id LEFT JOIN facets f ON f.id = s.facet_id
        LEFT JOIN policy_versions p ON p.id = s.policy_version_id
      WHERE i.id = ${instanceId}::uuid`,
  );
  return found ?? null;
}
