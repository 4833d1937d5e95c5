import { describe, expect, it } from "vitest";
import { bufferSource } from "../encoding/byte-source";
import { everyMutation } from "../encoding/testing/every-mutation";
import { writeZip } from "../encoding/testing/write-zip";
import { inspectPackageSource } from "./inspect-package";
import { UnreadablePackageError } from "./rejection";
import { bundleEntries } from "./testing/build-aab";
import { buildApk, mintApkSigner } from "./testing/build-apk";
import { appFiles, mintAppleLikeChain } from "./testing/build-ipa";
import { signJar } from "./testing/sign-jar";

const signer = mintApkSigner("Fuzz", "ec");
const chain = mintAppleLikeChain("distribution");
const anchors = [chain.rootPem];
const isTyped = (error: unknown) => error instanceof UnreadablePackageError;

/** Entries are stored, so that mutations reach what is in them. */
const stored = (files: readonly { name: string; data: Buffer }[]) =>
  writeZip(files.map((file) => ({ ...file, isStored: true })));

const packages = {
  apk: buildApk({ signer, rotatedFrom: [mintApkSigner("Fuzz before", "ec")], schemes: ["v2", "v3", "v3.1"] }),
  aab: stored(signJar(bundleEntries({}), { signer })),
  ipa: stored(
    appFiles({ chain, architectures: ["armv7", "arm64"], hashes: ["sha1", "sha256"], profileTeamId: "TEAM123456" }).map(
      (file) => ({ ...file, name: `Payload/Example.app/${file.name}` }),
    ),
  ),
};

/** Facts that a signature vouches for. */
const VOUCHED_FOR = {
  apk: ["package", "versionName", "versionCode", "minSdk", "signers", "lineage", "codeDigest", "apkDigest"],
  aab: ["package", "versionName", "versionCode", "minSdk", "uploadSigners", "codeDigest"],
  ipa: [
    "package",
    "versionName",
    "versionCode",
    "teamId",
    "appId",
    "slices",
    "entitlements",
    "signingCertificateSha256",
  ],
} as const;

describe("a mutated package ends in a verdict or a typed error", () => {
  it.each(["apk", "aab", "ipa"] as const)("and nobody vouches for changed contents: %s", async (kind) => {
    const bytes = packages[kind];
    const original = await inspectPackageSource(bufferSource(bytes), { anchors });
    expect(original.verdict).toBe("accept");
    // What no signature covers may change: the order of pairs in an APK's block, or the time stamps in an archive.
    const expected = Object.fromEntries(VOUCHED_FOR[kind].map((name) => [name, Reflect.get(original, name)]));
    await everyMutation({ bytes, seed: 20_241, count: 2000, isTyped }, async (mutated) => {
      const found = await inspectPackageSource(bufferSource(mutated), { anchors });
      if (found.verdict === "accept") expect(found).toMatchObject(expected);
    });
  });
});
