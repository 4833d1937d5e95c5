/**
 * Runs one of the project's TypeScript programs: bundles its entry with esbuild (a fraction of a second) and imports
 * the result, so that what runs is always what the sources say.
 *
 *   node scripts/run.mjs fleet --instances 300
 */
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** The programs and their entry files, by name. */
export const programs = {
  bench: "bench/main.ts",
  cli: "cli/main.ts",
  dataplane: "dataplane/main.ts",
  fleet: "fleet/main.ts",
  fuzz: "bench/fuzz/main.ts",
  migrate: "drizzle/migrate.ts",
  setup: "lib/admin/setup/main.ts",
  testapk: "lib/registration/testing/main.ts",
};

/**
 * Bundles one program to dist/<name>.mjs and returns that path. Packages stay external; written to a temporary name
 * first, so that two runs at once never read half a file.
 * @param {keyof typeof programs} name
 */
export async function buildProgram(name) {
  const { build } = await import("esbuild").catch(() => {
    throw new Error("dependencies are missing\nhint: run npm ci --include=dev");
  });
  const result = await build({
    entryPoints: [join(root, programs[name])],
    outfile: join(root, "dist", `${name}.mjs`),
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    sourcemap: "inline",
    sourcesContent: false,
    write: false,
    logLevel: "silent",
    tsconfig: join(root, "tsconfig.json"),
    alias: { "@attestry/sdk": join(root, "sdk/index.ts") },
  });
  const outfile = join(root, "dist", `${name}.mjs`);
  await mkdir(join(root, "dist"), { recursive: true });
  for (const file of result.outputFiles) {
    const temporary = `${outfile}.${process.pid}`;
    await writeFile(temporary, file.contents);
    await rename(temporary, outfile);
  }
  return outfile;
}

/**
 * @param {string} name
 * @param {string[]} args
 */
export async function runProgram(name, args) {
  if (!Object.hasOwn(programs, name)) {
    throw new Error(`unknown program ${name}\nhint: one of ${Object.keys(programs).join(", ")}`);
  }
  const outfile = await buildProgram(/** @type {keyof typeof programs} */ (name));
  process.argv.splice(1, Number.POSITIVE_INFINITY, outfile, ...args);
  await import(pathToFileURL(outfile).href);
}

// This file is bundled into programs too: it is the main program under its own name only.
if (process.argv[1]?.endsWith("run.mjs") && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [, , name, ...args] = process.argv;
  await runProgram(name ?? "", args).catch((error) => {
    process.stderr.write(`error: ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  });
}
