/**
 * `npm run build -w @attestry/sdk`: bundles the SDK with the contract's constants to dist/, and its types beside it.
 * The bundle needs nothing but what the platform has.
 */
import { readFile, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import ts from "typescript";

const sdk = dirname(fileURLToPath(import.meta.url));
const root = resolve(sdk, "..");

/** @param {string} outdir */
export async function buildSdk(outdir) {
  await rm(outdir, { recursive: true, force: true });
  await build({
    entryPoints: [join(sdk, "index.ts")],
    outdir,
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "es2020",
    logLevel: "silent",
  });
  await build({
    entryPoints: [join(sdk, "node.ts")],
    outdir,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "silent",
  });
  await emitTypes(join(outdir, "types"));
}

/** @param {string} outDir */
async function emitTypes(outDir) {
  const { config } = ts.parseConfigFileTextToJson("tsconfig.json", await readFile(join(root, "tsconfig.json"), "utf8"));
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram([join(sdk, "index.ts"), join(sdk, "node.ts")], {
    ...options,
    noEmit: false,
    incremental: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: root,
    outDir,
  });
  const { diagnostics, emitSkipped } = program.emit();
  if (emitSkipped || diagnostics.length > 0) {
    throw new Error(
      diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")).join("\n"),
    );
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await buildSdk(join(sdk, "dist"));
  process.stderr.write("built sdk/dist\n");
}
