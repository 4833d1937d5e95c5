/**
 * `node scripts/run.mjs testapk PATH [--package ID] [--version-name NAME] [--version-code N] [--debuggable]`: writes a small
 * real package that was signed just now, for tests and demos that register one. What it is, the path's ending decides:
 * .apk, .aab or .ipa. An .ipa is signed by a chain of its own, whose root goes into `--root PEM`.
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { buildAab } from "./build-aab";
import { buildApk, mintApkSigner } from "./build-apk";
import { buildIpa, mintAppleLikeChain } from "./build-ipa";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    package: { type: "string", default: "com.example.demo" },
    "version-name": { type: "string", default: "1.0.0" },
    "version-code": { type: "string", default: "1" },
    debuggable: { type: "boolean", default: false },
    team: { type: "string", default: "TEAM123456" },
    root: { type: "string" },
  },
});

async function build(path: string): Promise<Buffer> {
  const { package: id, "version-name": versionName, "version-code": versionCode, debuggable, team, root } = values;
  if (path.endsWith(".aab")) {
    const signer = mintApkSigner("Attestry test upload key");
    return buildAab({ package: id, versionName, versionCode: Number(versionCode), debuggable, signer });
  }
  if (path.endsWith(".ipa")) {
    const chain = mintAppleLikeChain("distribution", { teamId: team });
    if (root !== undefined) await writeFile(root, chain.rootPem);
    return buildIpa({ chain, bundleId: id, versionName, buildVersion: versionCode, teamId: team });
  }
  return buildApk({ package: id, versionName, versionCode: Number(versionCode), debuggable, signer: mintApkSigner() });
}

const [path] = positionals;
if (path === undefined) {
  process.stderr.write("error: no path was given\nhint: node scripts/run.mjs testapk demo.apk\n");
  process.exitCode = 2;
} else {
  const bytes = await build(path);
  await writeFile(path, bytes);
  process.stderr.write(`${path}: ${values.package} ${values["version-name"]}, ${bytes.length} bytes\n`);
}
