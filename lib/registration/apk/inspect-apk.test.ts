import { createHash, X509Certificate } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bufferSource } from "../../encoding/byte-source";
import { u32 } from "../../encoding/testing/write-axml";
import { writeZip } from "../../encoding/testing/write-zip";
import type { UnreadablePackageError } from "../rejection";
import { certificateSha256 } from "../signing-certificate";
import { type BuildApkOptions, buildApk, mintApkSigner, unsignedEntries } from "../testing/build-apk";
import { ATTRIBUTE_IDS, proofOfRotation, SDK_MAX, spkiOf } from "../testing/signing-block-writer";
import { type InspectApkOptions, inspectApk, inspectApkSource } from "./inspect-apk";

const signer = mintApkSigner();
const older = mintApkSigner("Attestry test signer before", "ec");
const stranger = mintApkSigner("Somebody else", "ec");
const digestOf = ({ certificate }: { certificate: Buffer }) => certificateSha256(certificate);

const inspect = (apk: Buffer, options?: InspectApkOptions) => inspectApkSource(bufferSource(apk), options);

/** The codes against a package, each once although several schemes may fail for it. */
async function reasonsOf(apk: Buffer, options?: InspectApkOptions): Promise<string[]> {
  const inspection = await inspect(apk, options);
  return inspection.verdict === "reject" ? [...new Set(inspection.reasons.map(({ code }) => code))] : [];
}

const reasonsOfBuild = (options: Partial<BuildApkOptions>) => reasonsOf(buildApk({ signer, ...options }));

/** The package with one bit changed at `at`; negative counts from the end. */
function withFlippedBit(apk: Buffer, at: number): Buffer {
  const changed = Buffer.from(apk);
  const index = at < 0 ? apk.length + at : at;
  changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
  return changed;
}

describe("an APK of our own", () => {
  it("is accepted with what its manifest and signers say", async () => {
    const inspection = await inspect(
      buildApk({ signer, package: "org.example.bank", versionName: "4.2", versionCode: 2 ** 33 + 7, debuggable: true }),
    );
    expect(inspection).toMatchObject({
      verdict: "accept",
      package: "org.example.bank",
      versionName: "4.2",
      versionCode: 2 ** 33 + 7,
      minSdk: 24,
      targetSdk: 34,
      debuggable: true,
      schemes: ["v2", "v3"],
      signers: [digestOf(signer)],
      v2Signers: [digestOf(signer)],
      v3Signers: [digestOf(signer)],
      lineage: [],
    });
  });

  it("carries a certificate that OpenSSL reads", () => {
    expect(new X509Certificate(signer.certificate).subject).toBe("CN=Attestry test signer");
  });

  it("keeps its code digest when it is signed again by another key", async () => {
    const first = await inspect(buildApk({ signer }));
    const second = await inspect(buildApk({ signer: stranger, schemes: ["v2"] }));
    expect(second.codeDigest).toBe(first.codeDigest);
  });

  it("changes its code digest with one byte of native code", async () => {
    const library = (byte: number) => [{ name: "lib/arm64-v8a/libapp.so", data: Buffer.alloc(64, byte) }];
    const first = await inspect(buildApk({ signer, files: library(1) }));
    const second = await inspect(buildApk({ signer, files: library(2) }));
    expect(second.codeDigest).not.toBe(first.codeDigest);
  });

  it("is read across chunk borders of 1 MiB", async () => {
    const data = Buffer.alloc(2 * 1024 * 1024 + 12_345, "attestry");
    const apk = buildApk({ signer, files: [{ name: "assets/large.bin", data, isStored: true }] });
    expect(await reasonsOf(apk)).toEqual([]);
    expect(await reasonsOf(withFlippedBit(apk, 2 * 1024 * 1024 + 5000))).toContain("digest-mismatch");
  });

  it("lists the whole lineage, oldest first, and today's signer as effective", async () => {
    const inspection = await inspect(buildApk({ signer, rotatedFrom: [older], schemes: ["v2", "v3", "v3.1"] }));
    expect(inspection).toMatchObject({
      verdict: "accept",
      signers: [digestOf(signer)],
      v2Signers: [digestOf(older)],
      v3Signers: [digestOf(older)],
      v31Signers: [digestOf(signer)],
      lineage: [
        { sha256: digestOf(older), flags: 0x17 },
        { sha256: digestOf(signer), flags: 0x17 },
      ],
    });
  });

  it("is hashed as a file where that is asked for, which takes a pass of its own", async () => {
    const apk = buildApk({ signer });
    expect((await inspect(apk)).fileSha256).toBe(null);
    const fileSha256 = createHash("sha256").update(apk).digest("hex");
    expect((await inspect(apk, { hashFile: true })).fileSha256).toBe(fileSha256);
  });

  it("takes a file digest that the upload computed already", async () => {
    const fileSha256 = "ab".repeat(32);
    expect(await inspect(buildApk({ signer }), { fileSha256 })).toMatchObject({ verdict: "accept", fileSha256 });
  });
});

describe("a package changed after signing is rejected", () => {
  const apk = buildApk({ signer, files: [{ name: "assets/a.txt", data: Buffer.alloc(9000, 7), isStored: true }] });
  const directory = apk.readUInt32LE(apk.length - 6);

  it("when a byte of an entry changes", async () => {
    expect(await reasonsOf(withFlippedBit(apk, apk.indexOf(Buffer.alloc(64, 7))))).toEqual(["digest-mismatch"]);
  });

  it("when a byte of the central directory changes", async () => {
    // The modification time, which no reader of entries looks at.
    expect(await reasonsOf(withFlippedBit(apk, directory + 12))).toEqual(["digest-mismatch"]);
  });

  it("when a comment is added to the end record", async () => {
    const changed = Buffer.concat([apk, Buffer.from("hi")]);
    changed.writeUInt16LE(2, apk.length - 2);
    expect(await reasonsOf(changed)).toEqual(["digest-mismatch"]);
  });

  it("when a byte of the padding before the signing block changes", async () => {
    const block = apk.indexOf("APK Sig Block 42");
    const start = block + 16 - Number(apk.readBigUInt64LE(block - 8)) - 8;
    expect(await reasonsOf(withFlippedBit(apk, start - 1))).toEqual(["digest-mismatch"]);
  });

  it("when bytes follow the end record", async () => {
    await expect(inspect(Buffer.concat([apk, Buffer.from("x")]))).rejects.toMatchObject({ code: "not-a-package" });
  });

  it("when a signature is replaced by another signer's", async () => {
    const foreign = await reasonsOfBuild({
      alterSigner: (fields) => ({ ...fields, publicKey: spkiOf(mintApkSigner().privateKey) }),
    });
    expect(foreign).toEqual(["signature-invalid"]);
  });
});

describe("a signer is rejected", () => {
  it("with a certificate for another key", async () => {
    const certificates = [stranger.certificate];
    expect(await reasonsOfBuild({ alterSigner: (fields) => ({ ...fields, certificates }) })).toEqual([
      "certificate-key-mismatch",
    ]);
  });

  it("with a certificate that is none", async () => {
    const certificates = [Buffer.from("certificate")];
    expect(await reasonsOfBuild({ alterSigner: (fields) => ({ ...fields, certificates }) })).toEqual([
      "certificate-malformed",
    ]);
  });

  it("without certificates", async () => {
    expect(await reasonsOfBuild({ alterSigner: (fields) => ({ ...fields, certificates: [] }) })).toEqual([
      "no-certificates",
    ]);
  });

  it("without signatures", async () => {
    expect(await reasonsOfBuild({ alterSigner: (fields) => ({ ...fields, algorithmIds: [] }) })).toEqual([
      "no-signatures",
    ]);
  });

  it("when signatures and digests name different algorithms", async () => {
    expect(await reasonsOfBuild({ alterSigner: (fields) => ({ ...fields, algorithmIds: [0x0104] }) })).toEqual([
      "algorithms-mismatch",
    ]);
  });

  it("with algorithms that nobody knows", async () => {
    const unknown = await reasonsOfBuild({
      alterSigner: (fields) => ({
        ...fields,
        algorithmIds: [0x7777],
        digests: [{ algorithmId: 0x7777, value: Buffer.alloc(32) }],
      }),
    });
    expect(unknown).toEqual(["no-supported-algorithm"]);
  });

  it("when one of several known digests differs, not only the strongest", async () => {
    const reasons = await reasonsOfBuild({
      alterSigner: (fields) => ({
        ...fields,
        algorithmIds: [0x0103, 0x0101],
        digests: [...fields.digests, { algorithmId: 0x0101, value: Buffer.alloc(32) }],
      }),
    });
    expect(reasons).toEqual(["digest-mismatch"]);
  });

  it("with a verity digest of other contents", async () => {
    const reasons = await reasonsOfBuild({
      schemes: ["v2"],
      alterSigner: (fields) => ({
        ...fields,
        algorithmIds: [0x0103, 0x0421],
        digests: [...fields.digests, { algorithmId: 0x0421, value: Buffer.alloc(40) }],
      }),
    });
    expect(reasons).toEqual(["digest-mismatch"]);
  });

  it("when the Android versions outside of the signed data differ", async () => {
    const outerSdkRange = { min: 28, max: SDK_MAX };
    const reasons = await reasonsOfBuild({ schemes: ["v3"], alterSigner: (fields) => ({ ...fields, outerSdkRange }) });
    expect(reasons).toEqual(["sdk-range-invalid"]);
  });

  it("when it leaves out Android versions the app installs on", async () => {
    const sdkRange = { min: 30, max: SDK_MAX };
    const build = buildApk({ signer, schemes: ["v3"], alterSigner: (fields) => ({ ...fields, sdkRange }) });
    expect(await reasonsOf(build, { minSdkFloor: 28 })).toEqual(["sdk-range-invalid"]);
    expect(await reasonsOf(build, { minSdkFloor: 30 })).toEqual([]);
    const newer = { signer, minSdk: 30, schemes: ["v3"] } as const;
    expect(await reasonsOf(buildApk({ ...newer, alterSigner: (fields) => ({ ...fields, sdkRange }) }))).toEqual([]);
  });

  it("of v2 when another key signed v3 and no lineage joins them", async () => {
    const reasons = await reasonsOfBuild({
      alterSigner: (fields, scheme) =>
        scheme === "v2" ? { ...fields, identity: stranger, ...rsaOrEc(stranger, fields.digests) } : fields,
    });
    expect(reasons).toEqual(["signers-disagree"]);
  });
});

function rsaOrEc(identity: typeof signer, digests: readonly { value: Buffer }[]) {
  const value = digests[0]?.value ?? Buffer.alloc(0);
  return { algorithmIds: [0x0201], digests: [{ algorithmId: 0x0201, value }], certificates: [identity.certificate] };
}

describe("a stripped signature is noticed", () => {
  it("when the v3 block is gone", async () => {
    const alterPairs = (pairs: { id: number; value: Buffer }[]) => pairs.slice(0, 1);
    expect(await reasonsOfBuild({ alterPairs })).toEqual(["signature-stripped"]);
  });

  it("when the v3.1 block is gone", async () => {
    const reasons = await reasonsOfBuild({
      rotatedFrom: [older],
      schemes: ["v2", "v3", "v3.1"],
      alterPairs: (pairs) => pairs.slice(0, 2),
    });
    expect(reasons).toEqual(["signature-stripped"]);
  });

  it("when the v3 block is gone and a v3.1 block remains", async () => {
    const reasons = await reasonsOfBuild({
      rotatedFrom: [older],
      schemes: ["v3", "v3.1"],
      alterPairs: (pairs) => pairs.slice(1),
    });
    expect(reasons).toEqual(["signature-stripped"]);
  });

  it("when the v3.1 block begins at another Android version than v3 names", async () => {
    const reasons = await reasonsOfBuild({
      rotatedFrom: [older],
      schemes: ["v3", "v3.1"],
      alterSigner: (fields, scheme) =>
        scheme === "v3.1" ? { ...fields, sdkRange: { min: 34, max: SDK_MAX } } : fields,
    });
    expect(reasons).toEqual(["signature-stripped"]);
  });

  it("when the JAR signature names schemes that are not there", async () => {
    const files = [
      { name: "META-INF/CERT.SF", data: Buffer.from("Signature-Version: 1.0\r\nX-Android-APK-Signed: 2, 3\r\n\r\n") },
      { name: "META-INF/CERT.RSA", data: Buffer.from("signature") },
    ];
    const { entries, directory, entryCount } = unsignedEntries({ files });
    expect(entryCount).toBe(4);
    const end = Buffer.alloc(22);
    end.write("PK\x05\x06", "latin1");
    end.writeUInt16LE(entryCount, 8);
    end.writeUInt16LE(entryCount, 10);
    end.writeUInt32LE(directory.length, 12);
    end.writeUInt32LE(entries.length, 16);
    expect(await reasonsOf(Buffer.concat([entries, directory, end]))).toEqual([
      "signature-stripped",
      "v1-only",
      "scheme-too-low-for-target",
    ]);
  });

  it("and a broken v3 block is never passed over for a good v2 one", async () => {
    const alterPairs = (pairs: { id: number; value: Buffer }[]) =>
      pairs.map((pair, index) => (index === 1 ? { ...pair, value: withFlippedBit(pair.value, -600) } : pair));
    expect(await reasonsOfBuild({ alterPairs })).not.toEqual([]);
  });
});

describe("a key rotation history is rejected", () => {
  const rotated = (proof: Buffer) =>
    reasonsOfBuild({
      rotatedFrom: [older],
      schemes: ["v3"],
      alterSigner: (fields) => ({ ...fields, attributes: [{ id: ATTRIBUTE_IDS.proofOfRotation, value: proof }] }),
    });

  it("when a certificate in it is not signed by the one before", async () => {
    const proof = proofOfRotation([older, signer]);
    expect(await rotated(withFlippedBit(proof, -1))).toEqual(["lineage-invalid"]);
  });

  it("when it ends with another certificate than the signer's", async () => {
    expect(await rotated(proofOfRotation([older, stranger]))).toEqual(["lineage-mismatch"]);
  });

  it("when it is empty", async () => {
    expect(await rotated(u32(1))).toEqual(["lineage-mismatch"]);
  });

  it("when a certificate comes twice", async () => {
    expect(await rotated(proofOfRotation([signer, older, signer]))).toEqual(["lineage-invalid"]);
  });

  it("when its version is unknown", async () => {
    const proof = proofOfRotation([older, signer]);
    expect(await rotated(Buffer.concat([u32(2), proof.subarray(4)]))).toEqual(["lineage-malformed"]);
  });

  it("when it does not begin with the v2 signer", async () => {
    const reasons = await reasonsOfBuild({
      rotatedFrom: [older],
      schemes: ["v2", "v3"],
      alterSigner: (fields, scheme) =>
        scheme === "v3"
          ? {
              ...fields,
              attributes: [{ id: ATTRIBUTE_IDS.proofOfRotation, value: proofOfRotation([stranger, signer]) }],
            }
          : fields,
    });
    expect(reasons).toEqual(["signers-disagree"]);
  });
});

describe("a package without a usable signature", () => {
  it("is unsigned when nothing signs it", async () => {
    const unsigned = unsignedEntries({ targetSdk: 29 });
    const end = buildApk({ signer, targetSdk: 29 }).subarray(-22);
    const archive = Buffer.concat([unsigned.entries, unsigned.directory, end]);
    archive.writeUInt32LE(unsigned.entries.length, archive.length - 6);
    expect(await reasonsOf(archive)).toEqual(["unsigned"]);
  });

  it("has its manifest asked for", async () => {
    expect(await reasonsOf(writeZip([{ name: "classes.dex", data: Buffer.from("dex") }]))).toEqual([
      "manifest-missing",
      "unsigned",
    ]);
  });

  it("has a signing block that is damaged inside", async () => {
    const alterPairs = () => [{ id: 0x7109871a, value: Buffer.from([255, 255, 255, 127]) }];
    expect(await reasonsOfBuild({ alterPairs })).toEqual(["signing-block-malformed"]);
  });

  it("has a signing block whose pairs are damaged, which is not the same as having none", async () => {
    const apk = buildApk({ signer });
    const pair = apk.indexOf(Buffer.from("1a870971", "hex"));
    apk.writeBigUInt64LE(2n, pair - 8);
    expect(await reasonsOf(apk)).toEqual(["signing-block-malformed"]);
  });

  it("has a version code that no number can hold", async () => {
    expect(await reasonsOfBuild({ versionCode: 2 ** 53 + 2 ** 40 })).toEqual(["manifest-incomplete"]);
    expect(await reasonsOfBuild({ versionCode: 2 ** 52 + 1 })).toEqual([]);
  });

  it("names no package", async () => {
    expect(await reasonsOfBuild({ package: "" })).toEqual(["manifest-incomplete"]);
  });
});

describe("a path that can't be inspected", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "attestry-apk-"));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const failure = (path: string) => inspectApk(path).catch((error: UnreadablePackageError) => error.code);

  it("is told apart: missing, a folder, empty, no archive", async () => {
    await writeFile(join(folder, "empty.apk"), "");
    await writeFile(join(folder, "text.apk"), "this is no archive".repeat(100));
    expect(await failure(join(folder, "missing.apk"))).toBe("not-found");
    expect(await failure(folder)).toBe("not-a-file");
    expect(await failure(join(folder, "empty.apk"))).toBe("not-a-package");
    expect(await failure(join(folder, "text.apk"))).toBe("not-a-package");
  });

  it("inspects a file as it inspects its bytes", async () => {
    const apk = buildApk({ signer });
    await writeFile(join(folder, "app.apk"), apk);
    expect(await inspectApk(join(folder, "app.apk"))).toEqual(await inspect(apk));
  });
});
