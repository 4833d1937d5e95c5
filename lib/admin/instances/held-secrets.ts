import type { Database } from "../../../drizzle/client";
import type { HeldSecret } from "../../contract/instances";
import { secretsHeld } from "../../metrics/secrets-held";
import { selectSecrets } from "../secrets/public-secret";

/** The secrets that one installation holds, by name: which version, never a value. Those deleted since are left out. */
export async function heldSecrets(db: Database, instanceId: string, now: Date): Promise<HeldSecret[]> {
  const held = await secretsHeld(db, instanceId);
  if (held.length === 0) return [];
  const deliveredAt = new Map(held.map((one) => [one.versionId, one.deliveredAt]));
  const secrets = await selectSecrets(db, now);
  return secrets.flatMap(({ id: secretId, name, versions }) =>
    versions.flatMap(({ id, version, state }) => {
      const at = deliveredAt.get(id);
      return at === undefined ? [] : [{ secretId, name, version, state, deliveredAt: at }];
    }),
  );
}
