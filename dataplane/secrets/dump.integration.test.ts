import { createDecipheriv, createECDH, createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { secretVaultKeys, secretVersions, serviceKeys, tokenKeys } from "../../drizzle/schema";
import { openJwe } from "../../lib/secrets/jwe";
import { fileProvider } from "../../lib/secrets/providers/file";
import { consoleProgram, programEnvironment } from "../../scripts/programs.mjs";
import { readSettings } from "../../scripts/settings.mjs";
import { registerApp } from "../testing/registration";
import { runDataplane } from "../testing/running";
import { secretsAdmin } from "../testing/secrets";
import { publishTestKey } from "../vault";

const dataplane = await runDataplane();
afterAll(() => dataplane.worker.stop());
const { appId } = await registerApp(dataplane);
const admin = await secretsAdmin(dataplane);
const secret = await admin.create("maps-key", "the-real-maps-key", appId);

/** What the launcher gives the console when the operator sets up every provider at once. */
const settings = readSettings({
  DATABASE_URL: dataplane.databaseUrl,
  ATTESTRY_DATA_DIR: dataplane.dataDir,
  NEXTAUTH_SECRET: "a secret that only tests use, 32 characters or more",
});
const guarded = {
  ATTESTRY_PKCS11_PIN: "13572468",
  ATTESTRY_VAULT_TOKEN: "hvs.secret",
  ATTESTRY_VAULT_TOKEN_PREVIOUS: "hvs.older-secret",
  ATTESTRY_KMS_KEY_ID: "alias/guarded",
  AWS_SECRET_ACCESS_KEY: "aws-secret",
  AWS_SECRET_ACCESS_KEY_PREVIOUS: "aws-older-secret",
  AWS_SESSION_TOKEN: "aws-session",
};
const shared = { ...programEnvironment(settings, dataplane.databaseUrl), ...guarded };
const consoleEnvironment = consoleProgram(settings, shared, false).env;
const directory = consoleEnvironment.ATTESTRY_DATA_DIR ?? "";
await mkdir(directory, { recursive: true });
await publishTestKey(dataplane.dataDir, dataplane.worker.service.keys.testKey);

/** Everything that was sealed, as what it is opened for. */
async function sealedValues(): Promise<[purpose: string, sealed: string][]> {
  const [versions, tokens, services] = [
    await dataplane.db.select().from(secretVersions),
    await dataplane.db.select().from(tokenKeys),
    await dataplane.db.select().from(serviceKeys),
  ];
  return [
    ...versions.map(({ sealed }) => [`secret:${secret.uid}`, sealed] as [string, string]),
    ...tokens.map(({ kid, sealed }) => [`token-key:${kid}`, sealed] as [string, string]),
    ...services.map(({ purpose, sealed }) => [`service-key:${purpose}`, sealed] as [string, string]),
  ];
}

it("the console is started without what opens the vault, in a directory without a key", async () => {
  const text = JSON.stringify(consoleEnvironment);
  for (const value of Object.values(guarded)) expect(text).not.toContain(value);
  expect(consoleEnvironment).toMatchObject({ NEXTAUTH_SECRET: settings.sessionSecret, NODE_ENV: "production" });
  expect(directory).not.toBe(dataplane.dataDir);
  expect(await readdir(directory, { recursive: true })).toEqual(["test-key"]);
  expect(await readdir(dataplane.dataDir)).toEqual(expect.arrayContaining(["secrets-key", "vault.json"]));
});

it("a dump of the database with the console's whole environment and directory yields no secret and no key", async () => {
  const [vault] = await dataplane.db.select().from(secretVaultKeys);
  const files = await readFile(join(directory, "test-key"), "utf8");
  const dumped = JSON.stringify([await rowsOfEveryTable(), consoleEnvironment, files]);
  const sealed = await sealedValues();
  expect(sealed.length).toBeGreaterThan(6);
  const wrapped = Buffer.from(vault?.wrapped ?? "", "base64url");

  // Whatever of the dump is long enough to be a key, or becomes one by hashing, is tried as each private key and as
  // the wrapping key.
  let tried = 0;
  let opened = 0;
  for (const candidate of candidates(dumped)) {
    tried += 1;
    for (const [purpose, text] of sealed) if (works(() => openJwe(candidate, purpose, text))) opened += 1;
    if (works(() => unwrapWith(candidate, wrapped, `attestry-vault:${vault?.kid}`))) opened += 1;
  }
  expect(opened).toBe(0);
  expect(tried).toBeGreaterThan(50);
  expect(dumped).not.toContain("the-real-maps-key");
});

it("the test above would find the data plane's own key: with its file every token and service key opens", async () => {
  const text = await readFile(join(dataplane.dataDir, "vault.json"), "utf8");
  const sealed = (await sealedValues()).filter(([purpose]) => !purpose.startsWith("secret:"));
  const found = sealed.filter(([purpose, jwe]) =>
    [...candidates(text)].some((candidate) => works(() => openJwe(candidate, purpose, jwe))),
  );
  expect(found).toEqual(sealed);
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
