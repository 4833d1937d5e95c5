import { createDecipheriv, createECDH, createHash } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { secretVaultKeys, secretVersions } from "../../drizzle/schema";
import { openJwe } from "../../lib/secrets/jwe";
import { fileProvider } from "../../lib/secrets/providers/file";
import { withoutKeyProviders } from "../../scripts/programs.mjs";
import { registerApp } from "../testing/registration";
import { runDataplane } from "../testing/running";
import { secretsAdmin } from "../testing/secrets";

const dataplane = await runDataplane();
afterAll(() => dataplane.worker.stop());
const { appId } = await registerApp(dataplane);
const admin = await secretsAdmin(dataplane);
const secret = await admin.create("maps-key", "the-real-maps-key", appId);

/** What the console's process is given when the operator sets up every provider at once. */
const consoleEnvironment = withoutKeyProviders({
  NODE_ENV: "production",
  DATABASE_URL: dataplane.databaseUrl,
  NEXTAUTH_SECRET: "a secret that only tests use, 32 characters or more",
  ATTESTRY_DATA_DIR: dataplane.dataDir,
  ATTESTRY_KEY_PROVIDER: "vault-transit",
  ATTESTRY_PKCS11_PIN: "13572468",
  ATTESTRY_VAULT_TOKEN: "hvs.secret",
  ATTESTRY_KMS_KEY_ID: "key",
  AWS_SECRET_ACCESS_KEY: "aws-secret",
  AWS_SESSION_TOKEN: "aws-session",
});

it("the console is started without what opens the vault", () => {
  expect(Object.keys(consoleEnvironment).sort()).toEqual(
    ["ATTESTRY_DATA_DIR", "ATTESTRY_KEY_PROVIDER", "DATABASE_URL", "NEXTAUTH_SECRET", "NODE_ENV"].sort(),
  );
});

it("a dump of the database with the console's whole environment yields no secret", async () => {
  const [vault] = await dataplane.db.select().from(secretVaultKeys);
  const versions = await dataplane.db.select().from(secretVersions);
  const dumped = JSON.stringify([await rowsOfEveryTable(), consoleEnvironment]);
  const sealed = versions[0]?.sealed ?? "";
  const wrapped = Buffer.from(vault?.wrapped ?? "", "base64url");

  // Whatever of the dump is long enough to be a key, or becomes one by hashing, is tried as vault key and as wrapping key.
  let tried = 0;
  let opened = 0;
  for (const candidate of candidates(dumped)) {
    tried += 1;
    if (works(() => openJwe(candidate, `secret:${secret.uid}`, sealed))) opened += 1;
    if (works(() => unwrapWith(candidate, wrapped, `attestry-vault:${vault?.kid}`))) opened += 1;
  }
  expect(opened).toBe(0);
  expect(tried).toBeGreaterThan(50);
  expect(dumped).not.toContain("the-real-maps-key");
});

it("the test above would find the key: with the provider's file it opens", async () => {
  const [vault] = await dataplane.db.select().from(secretVaultKeys);
  const [version] = await dataplane.db.select().from(secretVersions);
  const provider = fileProvider(join(dataplane.dataDir, "secrets-key"));
  const scalar = await provider.unwrap(vault?.wrapped ?? "", `attestry-vault:${vault?.kid}`, vault?.providerKey ?? "");
  expect(openJwe(scalar, `secret:${secret.uid}`, version?.sealed ?? "").toString()).toBe("the-real-maps-key");
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(scalar);
  expect(pair.getPublicKey().subarray(1, 33).toString("base64url")).toBe(vault?.publicJwk.x);
});

it("another host's key file does not open the vault, and says what is wrong", async () => {
  const path = join(dataplane.dataDir, "other-key");
  await writeFile(path, Buffer.alloc(32, 7).toString("base64url"), { mode: 0o600 });
  const [vault] = await dataplane.db.select().from(secretVaultKeys);
  const context = `attestry-vault:${vault?.kid}`;
  const unwrapped = fileProvider(path).unwrap(vault?.wrapped ?? "", context, vault?.providerKey ?? "");
  await expect(unwrapped).rejects.toThrow("did not wrap this");
  await rm(path);
});

async function rowsOfEveryTable(): Promise<string[]> {
  const { rows } = await dataplane.pool.query<{ name: string }>(
    "SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
  );
  const tables = await Promise.all(
    rows.map(({ name }) => dataplane.pool.query<{ row: string }>(`SELECT row_to_json(t)::text AS row FROM ${name} t`)),
  );
  return tables.flatMap((table) => table.rows.map(({ row }) => row));
}

function works(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

/** Every text of a dump as 32 bytes: hashed, and where it is long enough decoded, its beginning and its end. */
function* candidates(dumped: string): Generator<Buffer> {
  for (const text of new Set(dumped.match(/[A-Za-z0-9+/_=.:-]{8,}/g))) {
    yield createHash("sha256").update(text).digest();
    for (const encoding of ["base64url", "hex"] as const) {
      const bytes = Buffer.from(text, encoding);
      if (bytes.length >= 32) yield* [bytes.subarray(0, 32), bytes.subarray(-32)];
    }
  }
}

function unwrapWith(key: Buffer, wrapped: Buffer, context: string): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, wrapped.subarray(0, 12))
    .setAAD(Buffer.from(context))
    .setAuthTag(wrapped.subarray(12, 28));
  return Buffer.concat([decipher.update(wrapped.subarray(28)), decipher.final()]);
}
