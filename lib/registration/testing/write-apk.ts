/** `node scripts/run.mjs testapk FILE [PACKAGE]`: writes a small signed APK of our own, for journeys and trials. */
import { writeFileSync } from "node:fs";
import { buildApk, mintApkSigner } from "./build-apk";

const [, , path, packageName = "com.example.journey"] = process.argv;
if (path === undefined) {
  process.stderr.write("error: no file given\nhint: node scripts/run.mjs testapk FILE [PACKAGE]\n");
  process.exit(2);
}
writeFileSync(path, buildApk({ signer: mintApkSigner(), package: packageName, versionName: "2.1.0", versionCode: 21 }));
