import { join } from "node:path";
import type { Database } from "../../drizzle/client";
import type { Config } from "../../lib/config";
import type { KeyProviderName } from "../../lib/contract/vault";
import type { Log } from "../../lib/log";
import { awsKmsProvider } from "../../lib/secrets/providers/aws-kms";
import { fileProvider } from "../../lib/secrets/providers/file";
import { pkcs11Provider } from "../../lib/secrets/providers/pkcs11";
import type { KeyProvider } from "../../lib/secrets/providers/provider";
import { vaultTransitProvider } from "../../lib/secrets/providers/vault-transit";
import { SecretsVault } from "./secrets-vault";

/**
 * The secrets' vault with the key provider that the settings name, and the one before it where they name that too. It
 * is shut until `open()`. Throws when a named provider is not set up.
 */
export function openSecretsVault(db: Database, settings: Config, log: Log): SecretsVault {
  const { keyProvider, keyProviderPrevious, keyProvidersPrevious: keyProviders } = settings;
  const previous = keyProviderPrevious === null ? [] : [PROVIDERS[keyProviderPrevious]({ ...settings, keyProviders })];
  return new SecretsVault(db, [PROVIDERS[keyProvider](settings), ...previous], log);
}

const PROVIDERS: Readonly<Record<KeyProviderName, (settings: Config) => KeyProvider>> = {
  file: ({ dataDir }) => fileProvider(join(dataDir, "secrets-key")),
  pkcs11: ({ keyProviders: { pkcs11 } }) =>
    pkcs11Provider(present(pkcs11, "ATTESTRY_PKCS11_MODULE, ATTESTRY_PKCS11_TOKEN and ATTESTRY_PKCS11_PIN")),
  "vault-transit": ({ keyProviders: { vaultTransit } }) =>
    vaultTransitProvider(present(vaultTransit, "ATTESTRY_VAULT_ADDR and ATTESTRY_VAULT_TOKEN")),
  "aws-kms": ({ keyProviders: { awsKms } }) => {
    const names = "ATTESTRY_KMS_KEY_ID, AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    const { region, keyId, endpoint, ...credentials } = present(awsKms, names);
    return awsKmsProvider({ region, keyId, endpoint, credentials, now: () => new Date() });
  },
};

function present<T>(settings: T | null, names: string): T {
  if (settings === null) throw new Error(`the key provider needs ${names}`);
  return settings;
}
