/** Signed packages of our own, for fuzzing: nobody may vouch for changed contents. */
import { bufferSource } from "../../encoding/byte-source";
import { writeZip } from "../../encoding/testing/write-zip";
import { inspectPackageSource, type PackageInspection } from "../inspect-package";
import { UnreadablePackageError } from "../rejection";
import { bundleEntries } from "./build-aab";
import { buildApk, mintApkSigner } from "./build-apk";
import { appFiles, mintAppleLikeChain } from "./build-ipa";
import { signJar } from "./sign-jar";

const signer = mintApkSigner("Fuzz", "ec");
const chain = mintAppleLikeChain("distribution");
const anchors = [chain.rootPem];

/** Entries are stored, so that mutations reach what is in them. */
const stored = (files: readonly { name: string; data: Buffer }[]) =>
  writeZip(files.map((file) => ({ ...file, isStored: true })));

export interface FuzzedPackage {
  readonly kind: "apk" | "aab" | "ipa";
  readonly bytes: Buffer;
  /** Facts that a signature vouches for; what none covers may change, such as time stamps in an archive. */
  readonly vouchedFor: readonly string[];
}

export const FUZZED_PACKAGES: readonly FuzzedPackage[] = [
  {
    kind: "apk",
    bytes: buildApk({ signer, rotatedFrom: [mintApkSigner("Fuzz before", "ec")], schemes: ["v2", "v3", "v3.1"] }),
    vouchedFor: ["package", "versionName", "versionCode", "minSdk", "signers", "lineage", "codeDigest", "apkDigest"],
  },
  {
    kind: "aab",
    bytes: stored(signJar(bundleEntries({}), { signer })),
    vouchedFor: ["package", "versionName", "versionCode", "minSdk", "uploadSigners", "codeDigest"],
  },
  {
    kind: "ipa",
    bytes: stored(
      appFiles({
        chain,
        architectures: ["armv7", "arm64"],
        hashes: ["sha1", "sha256"],
        profileTeamId: "TEAM123456",
        nested: "fat-library",
      }).map((file) => ({ ...file, name: `Payload/Example.app/${file.name}` })),
    ),
    vouchedFor: [
      "package",
      "versionName",
      "versionCode",
      "teamId",
      "appId",
      "slices",
      "entitlements",
      "signingCertificateSha256",
    ],
  },
];

/** The verdict on a package's bytes, null when there is no package to read. */
export async function judgePackage(bytes: Buffer): Promise<PackageInspection | null> {
  return inspectPackageSource(bufferSource(bytes), { anchors }).catch((error: unknown) => {
    if (error instanceof UnreadablePackageError) return null;
    throw error;
  });
}

/** What the signature of an accepted package vouches for, as text. */
export async function factsVouchedFor({ bytes, vouchedFor }: FuzzedPackage): Promise<string> {
  const found = await judgePackage(bytes);
  if (found?.verdict !== "accept") throw new Error("the package to mutate is bad");
  return factsOf(found, vouchedFor);
}

export function factsOf(found: PackageInspection, names: readonly string[]): string {
  return JSON.stringify(names.map((name) => Reflect.get(found, name)));
}
