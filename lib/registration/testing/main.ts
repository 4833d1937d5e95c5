/**
 * `node scripts/run.mjs testapk PATH [--package ID] [--version-name NAME] [--version-code N] [--debuggable]`: writes a small
 * real APK that was signed just now, for tests and demos that register one.
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { buildApk, mintApkSigner } from "./build-apk";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    package: { type: "string", default: "com.example.demo" },
    "version-name": { type: "string", default: "1.0.0" },
    "version-code": { type: "string", default: "1" },
    debuggable: { type: "boolean", default: false },
  },
});
const [path] = positionals;
if (path === undefined) {
  process.stderr.write("error: no path was given\nhint: node scripts/run.mjs testapk demo.apk\n");
  process.exitCode = 2;
} else {
  const apk = buildApk({
    package: values.package,
    versionName: values["version-name"],
    versionCode: Number(values["version-code"]),
    debuggable: values.debuggable,
    signer: mintApkSigner(),
  });
  await writeFile(path, apk);
  process.stderr.write(`${path}: ${values.package} ${values["version-name"]}, ${apk.length} bytes\n`);
}
