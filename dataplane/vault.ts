import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { type CryptoKey, calculateJwkThumbprint, type JWK } from "jose";
import type { Database } from "../drizzle/client";
import { serviceKeys, vaultKeys } from "../drizzle/schema";
import { generateP256Keys } from "../lib/encoding/p256-keys";
import { importVaultPrivateKey, open, seal, type VaultPublicKey } from "../lib/secrets/sealing";
import { generateTokenKey } from "../lib/secrets/token-key";
import { importTokenKey, type TokenKey } from "../lib/tokens/keys";

/** The opened vault: the only place where sealed values become plain. */
export interface Vault {
  readonly kid: string;
  open(purpose: string, sealed: string): Promise<Buffer>;
}

/** The data plane's own symmetric keys. */
export interface ServiceKeys {
  /** HMAC key of challenges. */
  readonly challengeKey: KeyObject;
  /** Seals instance credentials. */
  readonly credentialKey: KeyObject;
  /** Proves test traffic. */
  readonly testKey: Buffer;
  /** Every instance's storage key is derived from it. */
  readonly storageKey: Buffer;
  /** Signs custom JWTs. */
  readonly jwtKey: TokenKey;
}

interface StoredVaultKey {
  readonly kid: string;
  readonly privateJwk: JWK;
  readonly publicJwk: VaultPublicKey["publicJwk"];
}

/** Opens the vault of key provider `file`: `<dataDir>/vault.json`, mode 0600, made at the first start. */
export async function openVault(db: Database, dataDir: string): Promise<Vault> {
  const stored = await readOrMake(join(dataDir, "vault.json"), dataDir);
  const known = await db.select().from(vaultKeys).where(eq(vaultKeys.kid, stored.kid));
  if (known.length === 0) {
    const row = { kid: stored.kid, publicJwk: stored.publicJwk, provider: "file" };
    await db.insert(vaultKeys).values(row).onConflictDoNothing();
  }
  const key: CryptoKey | Uint8Array = await importVaultPrivateKey(stored.privateJwk);
  return { kid: stored.kid, open: (purpose, sealed) => open(key, purpose, sealed) };
}

async function readOrMake(path: string, dataDir: string): Promise<StoredVaultKey> {
  const existing = await readFile(path, "utf8").catch(() => null);
  if (existing !== null) return JSON.parse(existing);
  await mkdir(dataDir, { recursive: true });
  const { privateJwk, publicJwk } = generateP256Keys();
  const made: StoredVaultKey = { kid: await calculateJwkThumbprint(publicJwk), privateJwk, publicJwk };
  try {
    await writeFile(path, JSON.stringify(made), { mode: 0o600, flag: "wx" });
  } catch {
    return JSON.parse(await readFile(path, "utf8"));
  }
  return made;
}

const PURPOSES = {
  challengeKey: "challenge",
  credentialKey: "credential",
  testKey: "test-traffic",
  storageKey: "instance-storage",
  jwtKey: "custom-jwt",
} as const;

/** Loads the service's own keys; the first data plane of a deployment makes them. All hosts share them by the vault. */
export async function loadServiceKeys(db: Database, vault: Vault): Promise<ServiceKeys> {
  const [{ publicJwk } = { publicJwk: null }] = await db.select().from(vaultKeys).where(eq(vaultKeys.kid, vault.kid));
  if (publicJwk === null) throw new Error("the vault's public key is not in the database");
  const stored = async (purpose: string) =>
    (await db.select().from(serviceKeys).where(eq(serviceKeys.purpose, purpose)))[0];
  const make = async (purpose: string) => {
    const sealed = await seal({ kid: vault.kid, publicJwk }, `service-key:${purpose}`, await freshKey(purpose));
    await db.insert(serviceKeys).values({ purpose, sealed }).onConflictDoNothing();
    return stored(purpose);
  };
  const load = async (purpose: string) => {
    const row = (await stored(purpose)) ?? (await make(purpose));
    if (row === undefined) throw new Error(`the ${purpose} key is missing`);
    return vault.open(`service-key:${purpose}`, row.sealed);
  };
  return {
    challengeKey: createSecretKey(await load(PURPOSES.challengeKey)),
    credentialKey: createSecretKey(await load(PURPOSES.credentialKey)),
    testKey: await load(PURPOSES.testKey),
    storageKey: await load(PURPOSES.storageKey),
    jwtKey: customJwtKey(await load(PURPOSES.jwtKey)),
  };
}

/** Key pairs are JWKs; the test key is typed into a file and an environment variable, so it is text. */
async function freshKey(purpose: string): Promise<Uint8Array> {
  if (purpose === PURPOSES.jwtKey) return (await generateTokenKey("ES256")).privateJwkBytes;
  return purpose === PURPOSES.testKey
    ? Buffer.from(`attestry-test-${randomBytes(24).toString("base64url")}`)
    : randomBytes(32);
}

function customJwtKey(jwkBytes: Buffer): TokenKey {
  const { kid }: { kid: string } = JSON.parse(jwkBytes.toString("utf8"));
  return importTokenKey(kid, "ES256", jwkBytes);
}

/** Leaves the test key where the simulated fleets of this machine and of its console find it, mode 0600. */
export async function publishTestKey(dataDir: string, testKey: Buffer): Promise<void> {
  await writeFile(join(dataDir, "test-key"), testKey, { mode: 0o600 });
  const ofConsole = join(dataDir, "console");
  if (existsSync(ofConsole)) await writeFile(join(ofConsole, "test-key"), testKey, { mode: 0o600 });
}
