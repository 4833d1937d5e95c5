import { sql } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import { LATEST_INSTANCE } from "../../contract/admin/overrides";
import { AttestryError } from "../../errors";

/** The UUID of the instance a request names; `latest` is the one of the app that attested last. */
export async function namedInstance(
  db: Pick<Database, "execute">,
  { instanceId, appId }: { readonly instanceId: string; readonly appId?: number | undefined },
): Promise<string> {
  if (instanceId !== LATEST_INSTANCE) return instanceId;
  if (appId === undefined) throw refuse("appId", "Say of which app the latest instance is meant.");
  const { rows } = await db.execute<{ id: string }>(
    sql`SELECT instance_id AS id FROM instance_states s JOIN facets f ON f.id = s.facet_id
      WHERE f.app_id = ${appId} ORDER BY s.at DESC LIMIT 1`,
  );
  const [latest] = rows;
  if (latest === undefined) throw refuse("instanceId", "No instance of this app has attested yet.");
  return latest.id;
}

function refuse(field: string, message: string): AttestryError {
  return new AttestryError("invalid_request", `Not valid: ${field}.`, { fields: { [field]: message } });
}
