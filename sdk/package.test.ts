import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, expect, expectTypeOf, it } from "vitest";
import type * as contract from "../lib/contract/protocol";
import { buildSdk } from "./build.mjs";
import type { PlatformEvidence } from "./evidence-provider";
import { SDK_VERSION } from "./version";

let dist: string;

beforeAll(async () => {
  dist = join(await mkdtemp(join(tmpdir(), "attestry-sdk-")), "dist");
  await buildSdk(dist);
}, 180_000);
afterAll(() => rm(join(dist, ".."), { recursive: true }));

const importsOf = async (file: string) =>
  ts.preProcessFile(await readFile(join(dist, file), "utf8")).importedFiles.map(({ fileName }) => fileName);

it("is one file that imports nothing, and stays small", async () => {
  expect(await importsOf("index.js")).toEqual([]);
  expect((await readFile(join(dist, "index.js"))).length).toBeLessThan(80 * 1024);
  expect((await readdir(dist)).sort()).toEqual(["index.js", "node.js", "types"]);
});

it("needs Node's modules only for the file store", async () => {
  expect((await importsOf("node.js")).every((name) => name.startsWith("node:"))).toBe(true);
});

it("works as it is published", async () => {
  const published = await import(pathToFileURL(join(dist, "index.js")).href);
  const attestry = published.createAttestry();
  await attestry.initialize();
  expect([attestry.isInitialized, attestry.isProtecting]).toEqual([true, false]);
});

it("has types that compile in an app without any package of ours", async () => {
  const app = join(dist, "app.ts");
  await writeFile(
    app,
    `import { createAttestry, AttestryRejectionError, type SignalProvider } from "./types/sdk/index";
     const root: SignalProvider = { signals: ["root"], measure: async () => [{ signal: "root" }] };
     const attestry = createAttestry({ url: "https://a.example", app: "com.example", platform: "android",
       appVersion: "1", versionCode: 1, signerDigests: [], device: { model: "m", osVersion: "1" },
       signalProviders: [root] });
     const same: typeof fetch = attestry.attestedFetch;
     export { same, AttestryRejectionError };`,
  );
  const program = ts.createProgram([app], {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    types: [],
  });
  const problems = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText);
  expect(problems).toEqual([]);
  const outside = program.getSourceFiles().map(({ fileName }) => fileName);
  expect(outside.filter((name) => name.includes("/zod/"))).toEqual([]);
}, 180_000);

it("reports the version it is published under", async () => {
  const { version } = JSON.parse(await readFile(new URL("./package.json", import.meta.url), "utf8"));
  expect(SDK_VERSION).toBe(version);
});

it("gives evidence in the contract's shapes", () => {
  expectTypeOf<PlatformEvidence>().toEqualTypeOf<contract.PlatformEvidence>();
});
