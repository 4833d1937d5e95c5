import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";
import { secretVaultKeys, secretVaultReports } from "../../drizzle/schema";
import { getVault } from "../../lib/admin/vault/get";
import { vaultSchema } from "../../lib/contract/admin/secrets";
import { createLog } from "../../lib/log";
import { fileProvider } from "../../lib/secrets/providers/file";
import { type KeyProvider, KeyProviderError } from "../../lib/secrets/providers/provider";
import { call, testServices, withApiKey } from "../../lib/testing/console";
import { testDatabase } from "../../lib/testing/database";
import { SecretsVault } from "./secrets-vault";
import { startVaultReports } from "./vault-reports";

const { db } = await testDatabase();
const folder = await mkdtemp(join(tmpdir(), "attestry-vault-"));
afterAll(() => rm(folder, { recursive: true }));
const log = createLog("test", () => undefined);

/** A file provider under another provider's name, which can be made to fail. */
function provider(name: KeyProvider["name"], file: string) {
  const faults: { error: Error | null } = { error: null };
  const inner = fileProvider(join(folder, file));
  const guarded = <T>(work: () => Promise<T>) => (faults.error === null ? work() : Promise.reject(faults.error));
  const made: KeyProvider = {
    name,
    wrap: (plaintext, context) => guarded(() => inner.wrap(plaintext, context)),
    unwrap: (wrapped, context, keyName) => guarded(() => inner.unwrap(wrapped, context, keyName)),
    keyName: () => guarded(() => inner.keyName()),
  };
  return { made, faults };
}

function vaultOf(...providers: [KeyProvider, ...KeyProvider[]]): SecretsVault {
  const vault = new SecretsVault(db, providers, log);
  afterAll(() => vault.close());
  return vault;
}

const storedKeys = () => db.select().from(secretVaultKeys);

describe("the secrets' vault", () => {
  it("is made once, however many data planes start at once", async () => {
    const vaults = Array.from({ length: 5 }, () => vaultOf(provider("file", "one").made));
    await Promise.all(vaults.map((vault) => vault.open()));
    const [row, ...others] = await storedKeys();
    expect(others).toEqual([]);
    const keys = vaults.map((vault) => vault.privateKey(row?.kid ?? "")?.toString("hex"));
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it("says in the console why it is shut, and opens by itself once the provider is back", async () => {
    const { made, faults } = provider("file", "one");
    faults.error = new KeyProviderError("unavailable", "The HSM answered CKR_DEVICE_REMOVED.");
    const vault = vaultOf(made);
    await vault.open();
    expect(vault.state).toMatchObject({ ready: false, problem: "The HSM answered CKR_DEVICE_REMOVED." });
    const reports = startVaultReports(db, vault, log);
    await reports.report();
    // Another process, of a host with the same name, has it open: that changes nothing for those this one serves.
    const open = vaultOf(provider("file", "one").made);
    await open.open();
    const others = startVaultReports(db, open, log);
    await others.report();
    expect(await db.select().from(secretVaultReports)).toHaveLength(2);
    const services = testServices(db);
    const { headers } = await withApiKey(services, "analyst");
    const read = async () => vaultSchema.parse((await call(services, getVault, { headers })).body);
    expect(await read()).toMatchObject({ state: "shut", problem: "The HSM answered CKR_DEVICE_REMOVED." });

    let opened = 0;
    vault.onOpened(() => {
      opened += 1;
    });
    faults.error = null;
    await expect.poll(() => vault.state.ready).toBe(true);
    expect(opened).toBe(1);
    await reports.report();
    expect(await read()).toMatchObject({ state: "open", problem: null });
    const later = new Date(Date.now() + 120_000);
    const silent = testServices(db, () => later);
    const asked = await call(silent, getVault, { headers: (await withApiKey(silent, "analyst")).headers });
    expect(asked.body).toMatchObject({ state: "unknown" });
    await Promise.all([reports.stop(), others.stop()]);
    expect(await db.select().from(secretVaultReports)).toEqual([]);
  });

  it("does not wait for a provider that never answers", async () => {
    const { made } = provider("file", "one");
    const silent: KeyProvider = { ...made, unwrap: () => new Promise(() => undefined) };
    const vault = vaultOf(silent);
    const started = performance.now();
    await vault.open();
    expect(performance.now() - started).toBeLessThan(6000);
    expect(vault.state).toMatchObject({ ready: false, problem: "The key provider did not answer in time." });
  });

  it("is wrapped again under another provider while those that opened it go on", async () => {
    const before = provider("file", "one");
    const running = vaultOf(before.made);
    await running.open();
    const [old] = await storedKeys();
    const kid = old?.kid ?? "";

    const after = provider("vault-transit", "two");
    const moving = vaultOf(after.made, before.made);
    await moving.open();
    expect(await moving.rewrap()).toBe(1);
    expect(await moving.rewrap()).toBe(0);
    const [row] = await storedKeys();
    expect(row).toMatchObject({ kid, provider: "vault-transit" });
    expect(row?.wrapped).not.toBe(old?.wrapped);
    expect(running.privateKey(kid)).toEqual(moving.privateKey(kid));

    const alone = vaultOf(after.made);
    await alone.open();
    expect(alone.privateKey(kid)).toEqual(running.privateKey(kid));
    const left = vaultOf(before.made);
    await left.open();
    expect(left.state).toMatchObject({
      ready: false,
      problem: expect.stringContaining("ATTESTRY_KEY_PROVIDER_PREVIOUS"),
    });
  });

  it("is wrapped again on another server whose key has the same name, and nobody who runs on undoes it", async () => {
    const named = (file: string) => {
      const { made } = provider("vault-transit", file);
      const keyName = "attestry version 1";
      const wrap: KeyProvider["wrap"] = async (...given) => ({ ...(await made.wrap(...given)), keyName });
      return { ...made, wrap, keyName: async () => keyName };
    };
    const before = vaultOf(named("two"), provider("vault-transit", "two").made);
    await before.open();
    expect(await before.rewrap()).toBe(1);
    const [old] = await storedKeys();
    expect(old?.providerKey).toBe("attestry version 1");

    const moving = vaultOf(named("three"), named("two"));
    await moving.open();
    expect(await moving.rewrap()).toBe(1);
    expect(await before.rewrap()).toBe(0);
    expect(await moving.rewrap()).toBe(0);
    const alone = vaultOf(named("three"));
    await alone.open();
    expect(alone.state.ready).toBe(true);

    const left = vaultOf(provider("file", "one").made, named("three"));
    await left.open();
    expect(await left.rewrap()).toBe(1);
    // Not restarted with the new settings yet: it leaves what the other wrapped.
    expect(await moving.rewrap()).toBe(0);
    expect((await storedKeys())[0]?.provider).toBe("file");
    const back = vaultOf(provider("vault-transit", "two").made, provider("file", "one").made);
    await back.open();
    expect(await back.rewrap()).toBe(1);
  });

  it("does not open when the stored key was altered, and keeps its private key out of the database", async () => {
    const { made } = provider("vault-transit", "two");
    const vault = vaultOf(made);
    await vault.open();
    const [row] = await storedKeys();
    const scalar = vault.privateKey(row?.kid ?? "") ?? Buffer.alloc(0);
    for (const form of ["hex", "base64", "base64url"] as const) {
      expect(JSON.stringify(row)).not.toContain(scalar.toString(form));
    }
    const altered = row?.wrapped.replace(/.{8}$/, "AAAAAAAA") ?? "";
    await db
      .update(secretVaultKeys)
      .set({ wrapped: altered })
      .where(eq(secretVaultKeys.kid, row?.kid ?? ""));
    const other = vaultOf(made);
    await other.open();
    expect(other.state).toMatchObject({ ready: false });
    expect(await readFile(join(folder, "two"), "utf8")).not.toContain(scalar.toString("base64url"));
  });
});
