import { isIP } from "node:net";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";
import { type KeyProviderSettings, parseKeyProviders } from "./config-key-providers";
import { KEY_PROVIDERS, type KeyProviderName } from "./contract/vault";

/**
 * Every setting of every program, parsed once from the environment. docs/operations.md lists them in one table.
 * A setting that does not parse stops the program with one sentence naming it.
 */
const port = z.coerce.number().int().min(1).max(65_535);
const flag = z.enum(["true", "false"]).transform((value) => value === "true");
const count = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

const environmentSchema = z.object({
  NODE_ENV: z.string().optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must start with postgres://")
    .optional(),
  ATTESTRY_DATA_DIR: z.string().min(1).default(".attestry"),
  CONSOLE_PORT: port.default(3000),
  DATAPLANE_PORT: port.default(8080),
  DATAPLANE_HOST: z.string().min(1).default("0.0.0.0"),
  DATAPLANE_WORKERS: count(1, 128).default(Math.max(2, availableParallelism())),
  DATAPLANE_URL: z.url().optional(),
  NEXTAUTH_SECRET: z.string().min(32).optional(),
  NEXTAUTH_URL: z.url().optional(),
  ATTESTRY_ADMIN_EMAIL: z.email().optional(),
  ATTESTRY_ADMIN_PASSWORD: z.string().min(12, "must have at least 12 characters").optional(),
  ATTESTRY_API_KEY: z.string().optional(),
  ATTESTRY_CONSOLE_URL: z.url().optional(),
  ATTESTRY_TEST_KEY: z.string().optional(),
  ATTESTRY_TRUST_PROXY: flag.default(false),
  ATTESTRY_COUNTRY_HEADER: z.string().toLowerCase().optional(),
  ATTESTRY_RATE_PER_ADDRESS: count(1, 1_000_000).default(600),
  ATTESTRY_KEY_PROVIDER: z.enum(KEY_PROVIDERS).default("file"),
  ATTESTRY_KEY_PROVIDER_PREVIOUS: z.enum(KEY_PROVIDERS).optional(),
  ATTESTRY_REVOCATION_LIST: z.string().min(1).default("https://android.googleapis.com/attestation/status"),
  ATTESTRY_REVOCATION_MAX_AGE_HOURS: count(1, 8760).default(168),
  ATTESTRY_PLAY_SERVICE_ACCOUNT: z.string().min(1).optional(),
  ATTESTRY_CODE_SIGNING_ROOTS: z.string().min(1).optional(),
  ATTESTRY_RETENTION_DAYS: count(1, 3650).default(90),
  ATTESTRY_PRIVATE_RECEIVERS: list(isAddressRange, "must be addresses or ranges such as 10.0.0.0/8"),
  ATTESTRY_CORS_ORIGINS: list(isOrigin, "must be origins such as capacitor://localhost"),
});

/** Comma-separated values. */
function list(isValid: (value: string) => boolean, message: string) {
  return z
    .string()
    .default("")
    .transform((text) =>
      text
        .split(",")
        .map((value) => value.trim())
        .filter((value) => value !== ""),
    )
    .refine((values) => values.every(isValid), message);
}

function isAddressRange(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

/** Scheme and authority as browsers send them: no path, no wildcard, never `null`. */
function isOrigin(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]+(:\d{1,5})?$/.test(text);
}

export interface Config {
  /** Whether Next runs in development, which needs a laxer Content Security Policy. */
  readonly development: boolean;
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly consolePort: number;
  readonly dataplanePort: number;
  readonly dataplaneHost: string;
  readonly dataplaneWorkers: number;
  /** Where phones reach the data plane, without a trailing slash. */
  readonly dataplaneUrl: string;
  readonly consoleUrl: string;
  readonly sessionSecret: string | null;
  readonly adminEmail: string | null;
  readonly adminPassword: string | null;
  readonly apiKey: string | null;
  readonly testKey: string | null;
  /** Whether X-Forwarded-For of the peer is believed. */
  readonly trustProxy: boolean;
  /** Header in which a trusted proxy tells the client's country, lower case. */
  readonly countryHeader: string | null;
  /** Requests one address may make per minute and worker before it is answered 429. */
  readonly requestsPerMinutePerAddress: number;
  readonly retentionDays: number;
  /** URL or path of the revocation list of Android's attestation certificates. */
  readonly revocationList: string;
  /** Age of that list beyond which no chain is accepted. */
  readonly revocationMaximumAgeSeconds: number;
  /** Path of the key file of a Google service account that may decode Play Integrity tokens. */
  readonly playServiceAccount: string | null;
  /** Path of a PEM file: roots of iOS code signing certificates that count besides Apple's when a build is registered. */
  readonly codeSigningRoots: string | null;
  /** Address ranges that are not public and that notifications may go to all the same. */
  readonly privateReceivers: readonly string[];
  /** Origins whose pages may read what the data plane answers: web views of apps. */
  readonly corsOrigins: readonly string[];
  /** What guards the secrets' vault. */
  readonly keyProvider: KeyProviderName;
  /** What guarded it before, while its key is wrapped again. */
  readonly keyProviderPrevious: KeyProviderName | null;
  /** Settings of the key providers, each null where it is not set up; only the data plane is given them. */
  readonly keyProviders: KeyProviderSettings;
  /** Those of the provider before: what is set with `_PREVIOUS` at its end, and the rest as it is now. */
  readonly keyProvidersPrevious: KeyProviderSettings;
}

/** Parses an environment; throws one readable error that lists every wrong setting. */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = environmentSchema.safeParse(present);
  const providers = parseKeyProviders(present);
  const problems = [
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join(".")}: ${issue.message}`),
    ...providers.problems,
  ];
  if (!parsed.success || problems.length > 0) throw new Error(`settings can't be used: ${problems.join("; ")}`);
  const env = parsed.data;
  return Object.freeze({
    development: env.NODE_ENV === "development",
    databaseUrl: env.DATABASE_URL ?? null,
    dataDir: resolve(env.ATTESTRY_DATA_DIR),
    consolePort: env.CONSOLE_PORT,
    dataplanePort: env.DATAPLANE_PORT,
    dataplaneHost: env.DATAPLANE_HOST,
    dataplaneWorkers: env.DATAPLANE_WORKERS,
    dataplaneUrl: (env.DATAPLANE_URL ?? `http://127.0.0.1:${env.DATAPLANE_PORT}`).replace(/\/$/, ""),
    consoleUrl: (env.ATTESTRY_CONSOLE_URL ?? env.NEXTAUTH_URL ?? `http://127.0.0.1:${env.CONSOLE_PORT}`).replace(
      /\/$/,
      "",
    ),
    sessionSecret: env.NEXTAUTH_SECRET ?? null,
    adminEmail: env.ATTESTRY_ADMIN_EMAIL ?? null,
    adminPassword: env.ATTESTRY_ADMIN_PASSWORD ?? null,
    apiKey: env.ATTESTRY_API_KEY ?? null,
    testKey: env.ATTESTRY_TEST_KEY ?? null,
    trustProxy: env.ATTESTRY_TRUST_PROXY,
    countryHeader: env.ATTESTRY_COUNTRY_HEADER ?? null,
    requestsPerMinutePerAddress: env.ATTESTRY_RATE_PER_ADDRESS,
    retentionDays: env.ATTESTRY_RETENTION_DAYS,
    revocationList: env.ATTESTRY_REVOCATION_LIST,
    revocationMaximumAgeSeconds: env.ATTESTRY_REVOCATION_MAX_AGE_HOURS * 3600,
    codeSigningRoots: env.ATTESTRY_CODE_SIGNING_ROOTS ?? null,
    playServiceAccount: env.ATTESTRY_PLAY_SERVICE_ACCOUNT ?? null,
    privateReceivers: env.ATTESTRY_PRIVATE_RECEIVERS,
    corsOrigins: env.ATTESTRY_CORS_ORIGINS,
    keyProvider: env.ATTESTRY_KEY_PROVIDER,
    keyProviderPrevious: env.ATTESTRY_KEY_PROVIDER_PREVIOUS ?? null,
    keyProviders: providers.current,
    keyProvidersPrevious: providers.previous,
  });
}

let current: Config | null = null;

/** The process's configuration, parsed on first use. */
export function config(): Config {
  current ??= parseConfig(process.env);
  return current;
}

/** The database's URL; refuses to go on without one. */
export function requireDatabaseUrl(settings: Config): string {
  if (settings.databaseUrl === null)
    throw new Error("DATABASE_URL is not set; npm start sets it for the embedded server");
  return settings.databaseUrl;
}
