import { randomUUID } from "node:crypto";
import { createSecret } from "../../lib/admin/secrets/create";
import { rotateSecret } from "../../lib/admin/secrets/rotate";
import { getVault } from "../../lib/admin/vault/get";
import { type Secret, secretSchema, vaultSchema } from "../../lib/contract/admin/secrets";
import { sealSecret } from "../../lib/contract/secret-sealing";
import { call, testServices, withApiKey } from "../../lib/testing/console";
import type { RunningDataplane } from "./running";

/** A secrets admin with an API key, sealing as the command line does. */
export async function secretsAdmin(dataplane: RunningDataplane) {
  const services = testServices(dataplane.db);
  const { headers } = await withApiKey(services, "secrets-admin");
  const { key } = vaultSchema.parse((await call(services, getVault, { headers })).body);
  if (key === null) throw new Error("there is no vault");

  async function answered(result: Promise<{ status: number; body: unknown }>): Promise<Secret> {
    const { status, body } = await result;
    if (status >= 300) throw new Error(JSON.stringify(body));
    return secretSchema.parse(body);
  }

  return {
    services,
    headers,
    vault: key,
    /** Creates a secret for one app, live now. */
    async create(name: string, value: string, appId: number, more: object = {}): Promise<Secret> {
      const uid = randomUUID();
      const { sealed, fingerprint } = await sealSecret(key, uid, value);
      const body = { uid, name, sealed, fingerprint, domains: ["localhost"], scopes: [{ appId }], ...more };
      return answered(call(services, createSecret, { headers, body }));
    },
    async rotate(secret: Secret, value: string, more: object = {}): Promise<Secret> {
      const { sealed, fingerprint } = await sealSecret(key, secret.uid, value);
      const expectedVersion = secret.versions[0]?.version ?? 1;
      const body = { sealed, fingerprint, expectedVersion, overlapSeconds: 60, ...more };
      return answered(call(services, rotateSecret, { headers, params: { id: secret.id }, body }));
    },
  };
}
