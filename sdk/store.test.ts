import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fileStore } from "./file-store";
import { memoryStore, type Store, textStore } from "./store";
import { onCleanUp, startApi, startAttestry, startService, testOptions, until } from "./testing/harness";

async function temporaryFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "attestry-sdk-"));
  onCleanUp(() => rm(folder, { recursive: true }));
  return join(folder, "instance", "state.json");
}

function textStorage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

const saved = (store: Store) => async () => (await store.load())?.config != null;

it.each([
  ["memory", async () => memoryStore()],
  ["text", async () => textStore(textStorage())],
  ["file", async () => fileStore(await temporaryFile())],
])("goes on as the same instance after a restart with a %s store, without enrolling again", async (_, make) => {
  const store = await make();
  const service = await startService();
  const api = await startApi(service);
  const first = await startAttestry(testOptions(service.url, { store }));
  await first.fetchToken(api.url);
  await eventually(saved(store));
  const second = await startAttestry(testOptions(service.url, { store }));
  expect(second.getInstanceId()).toBe(first.getInstanceId());
  await second.fetchToken(api.url);
  expect(service.enrolments).toHaveLength(1);
});

it("keeps the instance in a file that only its owner may read", async () => {
  const path = await temporaryFile();
  const service = await startService();
  await startApi(service);
  const attestry = await startAttestry(testOptions(service.url, { store: fileStore(path) }));
  await attestry.precheck();
  await eventually(saved(fileStore(path)));
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(path, ".."))).toEqual(["state.json"]);
});

it("never lets the instance key out of a memory store", async () => {
  const store = memoryStore();
  const service = await startService();
  await startApi(service);
  const attestry = await startAttestry(testOptions(service.url, { store }));
  await attestry.precheck();
  await eventually(saved(store));
  const { key } = (await store.load()) ?? {};
  expect(key?.kind === "crypto-key" && key.privateKey.extractable).toBe(false);
});

it.each([
  ["damaged", "{"],
  ["empty", ""],
  ["of another version", '{"version":2}'],
])("enrols again when what is kept is %s", async (_, content) => {
  const path = await temporaryFile();
  const service = await startService();
  const api = await startApi(service);
  const first = await startAttestry(testOptions(service.url, { store: fileStore(path) }));
  await first.fetchToken(api.url);
  await eventually(saved(fileStore(path)));
  await writeFile(path, content);
  const second = await startAttestry(testOptions(service.url, { store: fileStore(path) }));
  await second.fetchToken(api.url);
  expect(service.enrolments).toHaveLength(2);
  await eventually(async () => (await readFile(path, "utf8")).includes(second.getInstanceId() ?? "?"));
});

it("does not use the instance of another app", async () => {
  const store = memoryStore();
  const service = await startService();
  const api = await startApi(service);
  await (await startAttestry(testOptions(service.url, { store }))).fetchToken(api.url);
  await eventually(saved(store));
  const other = await startAttestry(testOptions(service.url, { store, app: "com.example.other" }));
  expect(other.getInstanceId()).toBeNull();
});

it("works without a store that fails, and says so", async () => {
  const service = await startService();
  const api = await startApi(service);
  const broken: Store = {
    holds: "text",
    load: () => Promise.reject(new Error("storage is locked")),
    save: () => Promise.reject(new Error("storage is full")),
  };
  const attestry = await startAttestry(testOptions(service.url, { store: broken }));
  const events: string[] = [];
  attestry.onStatus(({ status, during }) => events.push(`${during} ${status}`));
  await expect(attestry.fetchToken(api.url)).resolves.toBeDefined();
  await until(() => events.includes("storage INTERNAL_ERROR"));
});

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("what was waited for never happened");
}
