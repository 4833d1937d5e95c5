import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { AttestryRejectionError } from "./errors";
import { fileSecureStore } from "./file-secure-store";
import { memorySecureStore, type SecureStore, webSecureStore } from "./secure-store";
import { onCleanUp, startAll, startAttestry, testOptions } from "./testing/harness";

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "attestry-strings-"));
  onCleanUp(() => rm(folder, { recursive: true }));
  return join(folder, "strings");
}

/** What a browser's localStorage does. */
function localStorageLike() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

const stores: [string, () => Promise<SecureStore>][] = [
  ["memory", async () => memorySecureStore()],
  ["web", async () => webSecureStore(localStorageLike())],
  ["file", async () => fileSecureStore(await temporaryFolder())],
];

it.each(stores)("keeps, overwrites and deletes a string in a %s store", async (_, make) => {
  const { service, attestry } = await startAll({ secureStore: await make() });
  expect(await attestry.fetchSecureString("pin")).toBeNull();
  expect(await attestry.fetchSecureString("pin", "1234")).toBe("1234");
  expect(await attestry.fetchSecureString("pin")).toBe("1234");
  expect(await attestry.fetchSecureString("pin", "5678")).toBe("5678");
  expect(await attestry.fetchSecureString("pin", "")).toBeNull();
  expect(await attestry.fetchSecureString("pin")).toBeNull();
  expect(service.attestations.filter(({ wants }) => wants?.storage_key).length).toBe(1);
});

it("goes dark when the phone is compromised, and comes back when it is clean", async () => {
  const secureStore = memorySecureStore();
  const { service, attestry } = await startAll({ secureStore });
  await attestry.fetchSecureString("pin", "1234");
  const rooted = await startAttestry(
    testOptions(service.url, {
      secureStore,
      signalProviders: [{ signals: ["root"], measure: async () => [{ signal: "root" }] }],
    }),
  );
  await expect(rooted.fetchSecureString("pin")).rejects.toBeInstanceOf(AttestryRejectionError);
  await expect(rooted.fetchSecureString("pin", "new")).rejects.toBeInstanceOf(AttestryRejectionError);
  expect(await attestry.fetchSecureString("pin")).toBe("1234");
});

it("opens on the instance that kept it only, and under its own name only", async () => {
  const secureStore = memorySecureStore();
  const { service, attestry } = await startAll({ secureStore });
  await attestry.fetchSecureString("pin", "1234");
  const sealed = await secureStore.read("pin");
  expect(sealed).not.toContain("1234");
  await secureStore.write("other", sealed);
  expect(await attestry.fetchSecureString("other")).toBeNull();
  service.settings.storageKey = randomBytes(32);
  const another = await startAttestry(testOptions(service.url, { secureStore }));
  expect(await another.fetchSecureString("pin")).toBeNull();
});

it("reads the app's secret where the instance has no string of its own", async () => {
  const { service, attestry } = await startAll();
  service.settings.secrets = [{ id: 1, name: "greeting", value: "hello", domains: ["localhost"] }];
  expect(await attestry.fetchSecureString("greeting")).toBe("hello");
  await attestry.fetchSecureString("greeting", "mine");
  expect(await attestry.fetchSecureString("greeting")).toBe("mine");
});

it("keeps each string in a file of mode 0600 and leaves nothing else", async () => {
  const folder = await temporaryFolder();
  const { attestry } = await startAll({ secureStore: fileSecureStore(folder) });
  await attestry.fetchSecureString("pin", "1234");
  expect(await readdir(folder)).toEqual(["pin.sealed"]);
  expect((await stat(join(folder, "pin.sealed"))).mode & 0o777).toBe(0o600);
  expect(await readFile(join(folder, "pin.sealed"), "utf8")).not.toContain("1234");
});

it.each(["", "../escape", ".hidden", "a/b", "x".repeat(65)])("refuses %j as a name", async (name) => {
  const { attestry } = await startAll();
  await expect(attestry.fetchSecureString(name, "x")).rejects.toMatchObject({ status: "BAD_KEY" });
});

it("fetches a JWT with the app's claims, and refuses claims that are none", async () => {
  const { service, attestry } = await startAll();
  const jwt = await attestry.fetchCustomJwt({ tier: "gold", limits: [1, 2] });
  expect(JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString())).toEqual({
    tier: "gold",
    limits: [1, 2],
  });
  expect(service.attestations[0]?.wants).toEqual({ jwt_claims: { tier: "gold", limits: [1, 2] } });
  for (const claims of [{ exp: 1 }, { did: "me" }, { big: "x".repeat(5000) }]) {
    await expect(attestry.fetchCustomJwt(claims)).rejects.toMatchObject({ status: "BAD_PAYLOAD" });
  }
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  await expect(attestry.fetchCustomJwt(circular)).rejects.toMatchObject({ status: "BAD_PAYLOAD" });
});

it("gives a refused phone no JWT", async () => {
  const rooted = { signals: ["root" as const], measure: async () => [{ signal: "root" as const }] };
  const { attestry } = await startAll({ signalProviders: [rooted] });
  await expect(attestry.fetchCustomJwt({ tier: "gold" })).rejects.toBeInstanceOf(AttestryRejectionError);
});
