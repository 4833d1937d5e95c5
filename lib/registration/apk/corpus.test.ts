import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type RejectionCode, UnreadablePackageError } from "../rejection";
import { readVectorJson, vectorPath } from "../testing/vectors";
import type { ApkInspection } from "./apk-inspection";
import { inspectApk } from "./inspect-apk";

const expectation = z.object({ verdict: z.enum(["accept", "reject"]), schemes: z.array(z.string()).optional() });
const digests = z.array(z.string()).nullable();
const corpus = z
  .object({
    apks: z.array(
      z.object({
        file: z.string(),
        sha256: z.string(),
        size: z.number(),
        manifest: z.object({
          package: z.string().optional(),
          versionCode: z.number().nullish(),
          versionName: z.string().nullish(),
          minSdk: z.number().nullish(),
          error: z.string().optional(),
        }),
        expected: z.object({ minSdk24: expectation, minSdk28: expectation }),
        signerCertSha256: digests,
        v3SignerSha256: digests,
        v31SignerSha256: digests,
        lineageSha256OldestFirst: digests,
      }),
    ),
  })
  .nullable()
  .parse(readVectorJson("apks/manifest.json"));

const apks = corpus?.apks ?? [];
/** Archives with bytes between directory and end record: nothing in them is read. */
const brokenArchives = [
  "apksig/v1v2v3-with-rsa-2048-lineage-3-signers-invalid-zip.apk",
  "apksig/v2-only-garbage-between-cd-and-eocd.apk",
];
/** The step that fails, for one file of each family in the corpus that must be rejected. */
const reasons: [file: string, code: RejectionCode][] = [
  ["golden-unaligned-in.apk", "unsigned"],
  ["two-signers-second-signer-v2-broken.apk", "signature-invalid"],
  ["v1v2v3-with-rsa-2048-lineage-3-signers-invalid-zip.apk", "zip-malformed"],
  ["v1v2v3-with-rsa-2048-lineage-3-signers-no-sig-block.apk", "signature-stripped"],
  ["v1-only-targetSandboxVersion-2.apk", "scheme-too-low-for-target"],
  ["v2-only-11-signers.apk", "too-many-signers"],
  ["v2-only-cert-and-public-key-mismatch.apk", "certificate-key-mismatch"],
  ["v2-only-empty.apk", "manifest-missing"],
  ["v2-only-garbage-between-cd-and-eocd.apk", "zip-malformed"],
  ["v2-only-no-certs-in-sig.apk", "no-certificates"],
  ["v2-only-signatures-and-digests-block-mismatch.apk", "algorithms-mismatch"],
  ["v2-only-two-signers-second-signer-no-sig.apk", "no-signatures"],
  ["v2-only-with-rsa-pkcs1-sha512-4096-digest-mismatch.apk", "digest-mismatch"],
  ["v2v3-signed-v3-block-stripped.apk", "signature-stripped"],
  ["v3-only-no-supported-sig-algs.apk", "no-supported-algorithm"],
  ["v31-2elem-lineage-incorrect-digest.apk", "digest-mismatch"],
  ["v31-block-stripped-v3-attr-value-33.apk", "signature-stripped"],
  ["v31-tgt-33-no-v3-block.apk", "signature-stripped"],
  ["v31-tgt-34-v3-attr-value-33.apk", "signature-stripped"],
];
const missed: string[] = [];
let run = 0;

/** A file that is no archive has no verdict of ours; the corpus calls it a reject. */
async function inspect(file: string, minSdkFloor: number): Promise<ApkInspection | null> {
  const path = vectorPath(`apks/${file}`);
  if (path === null) throw new Error(`${file} is listed but missing`);
  return inspectApk(path, { minSdkFloor, hashFile: true }).catch((error) => {
    if (error instanceof UnreadablePackageError) return null;
    throw error;
  });
}

/** The corpus' verdict by our policy: a package with a JAR signature alone is refused. */
function expectedVerdict({ verdict, schemes }: z.infer<typeof expectation>): "accept" | "reject" {
  return schemes?.join() === "v1" ? "reject" : verdict;
}

describe.skipIf(apks.length === 0)("APK corpus", () => {
  afterAll(() => {
    process.stdout.write(`vectors: apks: ${run} cases run, ${missed.length} missed ${missed.join(" ")}\n`);
  });

  describe.each([24, 28] as const)("on Android from API %i on", (floor) => {
    it.each(apks)("judges $file as apksig does", async (apk) => {
      run++;
      missed.push(`${apk.file}@${floor}`);
      const expected = apk.expected[`minSdk${floor}`];
      const found = await inspect(apk.file, floor);
      expect(found?.verdict ?? "reject").toBe(expectedVerdict(expected));
      if (expected.schemes?.join() === "v1" && found?.verdict === "reject") {
        expect(found.reasons.map(({ code }) => code)).toEqual(["v1-only"]);
      }
      if (found?.verdict === "accept") {
        expect(found.signers).toEqual(apk.signerCertSha256);
        expect(found.v3Signers).toEqual(apk.v3SignerSha256 ?? []);
        expect(found.v31Signers).toEqual(apk.v31SignerSha256 ?? []);
        expect(found.lineage.map(({ sha256 }) => sha256)).toEqual(apk.lineageSha256OldestFirst ?? []);
        const schemes = expected.schemes?.map((scheme) => scheme.replace("v31", "v3.1")) ?? [];
        expect(found.schemes).toEqual(expect.arrayContaining(schemes));
      }
      missed.pop();
    });
  });

  it.each(reasons)("names the step that fails in %s: %s", async (file, code) => {
    const found = await inspect(`apksig/${file}`, 24);
    expect(found?.verdict === "reject" && found.reasons.map((reason) => reason.code)).toContain(code);
  });

  const readable = apks.filter(({ file, manifest }) => manifest.error === undefined && !brokenArchives.includes(file));
  it.each(readable)("reads the manifest of $file", async (apk) => {
    const found = await inspect(apk.file, 24);
    const { versionCode, versionName, minSdk } = apk.manifest;
    expect(found).toMatchObject({ package: apk.manifest.package, sizeBytes: apk.size, fileSha256: apk.sha256 });
    expect(found).toMatchObject({
      versionCode: versionCode ?? null,
      versionName: versionName ?? null,
      minSdk: minSdk ?? null,
    });
  });
});

// Says in the report why nothing ran.
it.skipIf(apks.length === 0)("finds the APK corpus beside the project", () => {
  expect(apks.length).toBeGreaterThanOrEqual(189);
});
