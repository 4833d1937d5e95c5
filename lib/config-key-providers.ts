import { z } from "zod";

/** Settings of the key providers; `parseConfig` reads them with the others. */
const providersSchema = z.object({
  ATTESTRY_PKCS11_MODULE: z.string().optional(),
  ATTESTRY_PKCS11_TOKEN: z.string().optional(),
  ATTESTRY_PKCS11_PIN: z.string().optional(),
  ATTESTRY_PKCS11_KEY: z.string().default("attestry"),
  ATTESTRY_VAULT_ADDR: z.url({ protocol: /^https?$/ }).optional(),
  ATTESTRY_VAULT_TOKEN: z.string().optional(),
  ATTESTRY_VAULT_KEY: z.string().default("attestry"),
  ATTESTRY_VAULT_MOUNT: z.string().default("transit"),
  ATTESTRY_KMS_KEY_ID: z.string().optional(),
  ATTESTRY_KMS_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  AWS_REGION: z.string().optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_SESSION_TOKEN: z.string().optional(),
});

export interface KeyProviderSettings {
  readonly pkcs11: {
    readonly module: string;
    readonly token: string;
    readonly pin: string;
    readonly key: string;
  } | null;
  readonly vaultTransit: {
    readonly address: string;
    readonly token: string;
    readonly key: string;
    readonly mount: string;
  } | null;
  readonly awsKms: {
    readonly region: string;
    readonly keyId: string;
    readonly endpoint: string | null;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string | null;
  } | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** At the end of a setting's name: its value for the provider that was in use before. */
const PREVIOUS = "_PREVIOUS";

/** The settings of the provider in use and of the one before it, with one sentence for each that is wrong. */
export function parseKeyProviders(environment: Environment) {
  const now = parse(environment, "");
  const before = parse(previousOf(environment), PREVIOUS);
  // What is wrong with a setting that both share is said once.
  const problems = now.problems.length > 0 ? now.problems : before.problems;
  return { current: now.settings, previous: before.settings, problems };
}

/** What is not set for the provider before is as it is now, but for a session of other credentials. */
function previousOf(environment: Environment): Environment {
  const names = Object.keys(providersSchema.shape);
  const before = Object.fromEntries(names.map((name) => [name, environment[name + PREVIOUS] ?? environment[name]]));
  const hasOwnCredentials = environment[`AWS_ACCESS_KEY_ID${PREVIOUS}`] !== undefined;
  return hasOwnCredentials ? { ...before, AWS_SESSION_TOKEN: environment[`AWS_SESSION_TOKEN${PREVIOUS}`] } : before;
}

function parse(environment: Environment, suffix: string) {
  const parsed = providersSchema.safeParse(environment);
  if (parsed.success) return { settings: settingsOf(parsed.data), problems: [] };
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".")}${suffix}: ${message}`);
  return { settings: NOTHING, problems };
}

const NOTHING: KeyProviderSettings = { pkcs11: null, vaultTransit: null, awsKms: null };

function settingsOf(env: z.output<typeof providersSchema>): KeyProviderSettings {
  const { ATTESTRY_PKCS11_MODULE: module, ATTESTRY_PKCS11_TOKEN: label, ATTESTRY_PKCS11_PIN: pin } = env;
  const { ATTESTRY_VAULT_ADDR: address, ATTESTRY_VAULT_TOKEN: token } = env;
  const { ATTESTRY_KMS_KEY_ID: keyId, AWS_REGION: region } = env;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  return {
    pkcs11: module && label && pin ? { module, token: label, pin, key: env.ATTESTRY_PKCS11_KEY } : null,
    vaultTransit:
      address && token ? { address, token, key: env.ATTESTRY_VAULT_KEY, mount: env.ATTESTRY_VAULT_MOUNT } : null,
    awsKms:
      keyId && region && accessKeyId && secretAccessKey
        ? {
            region,
            keyId,
            endpoint: env.ATTESTRY_KMS_ENDPOINT ?? null,
            accessKeyId,
            secretAccessKey,
            sessionToken: env.AWS_SESSION_TOKEN ?? null,
          }
        : null,
  };
}
