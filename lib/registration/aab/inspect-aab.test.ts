import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bufferSource } from "../../encoding/byte-source";
import { mintCertificate } from "../../encoding/testing/mint-certificate";
import { writeZip, type ZipFile } from "../../encoding/testing/write-zip";
import { inspectApkSource } from "../apk/inspect-apk";
import { certificateSha256 } from "../signing-certificate";
import { buildAab, bundleEntries } from "../testing/build-aab";
import { buildApk, mintApkSigner } from "../testing/build-apk";
import { signJar } from "../testing/sign-jar";
import { inspectAabSource } from "./inspect-aab";

const signer = mintApkSigner("Upload key");
const inspect = (bytes: Buffer) => inspectAabSource(bufferSource(bytes));

async function reasonsOf(bytes: Buffer): Promise<string[]> {
  const inspection = await inspect(bytes);
  return inspection.verdict === "reject" ? inspection.reasons.map(({ code }) => code) : [];
}

/** The signed bundle with `change` made to its entries afterwards. */
const editedAfterSigning = (change: (files: ZipFile[]) => ZipFile[]) =>
  writeZip(change(signJar(bundleEntries({}), { signer })));

describe("an app bundle", () => {
  it("is accepted with its upload certificate apart from the signers", async () => {
    const aab = buildAab({ signer, package: "org.example.bank", versionName: "4.2", versionCode: 2_000_000_000 });
    expect(await inspect(aab)).toMatchObject({
      verdict: "accept",
      kind: "aab",
      package: "org.example.bank",
      versionName: "4.2",
      versionCode: 2_000_000_000,
      minSdk: 26,
      targetSdk: 35,
      debuggable: false,
      modules: ["base"],
      signers: [],
      uploadSigners: [certificateSha256(signer.certificate)],
      needs: ["play-signing-digest"],
      notes: [{ code: "upload-certificate" }],
    });
  });

  it.each(["rsa", "ec", "dsa"] as const)("may be signed with a key of type %s", async (type) => {
    const { privateKey } =
      type === "dsa"
        ? generateKeyPairSync("dsa", { modulusLength: 2048, divisorLength: 256 })
        : { privateKey: mintApkSigner("Upload key", type).privateKey };
    expect(await reasonsOf(buildAab({ signer: mintCertificate({ privateKey, commonName: "Upload" }) }))).toEqual([]);
  });

  it("has its version name looked up in the default configuration", async () => {
    const versionName = { reference: 0x7f0e0012, resolved: "7.1" };
    expect(await inspect(buildAab({ signer, versionName }))).toMatchObject({ verdict: "accept", versionName: "7.1" });
  });

  it("has the code digest of the APK made from it", async () => {
    const dex = Buffer.from("dex\n035\0the same code");
    const files = bundleEntries({}).map((file) =>
      file.name === "base/dex/classes.dex" ? { ...file, data: dex } : file,
    );
    const aab = await inspect(writeZip(signJar(files, { signer })));
    const apk = buildApk({ signer, files: [{ name: "classes.dex", data: dex }] });
    expect(aab.codeDigest).toBe((await inspectApkSource(bufferSource(apk))).codeDigest);
  });
});

describe("an app bundle is rejected", () => {
  it("when an entry is changed after signing", async () => {
    const changed = editedAfterSigning((files) =>
      files.map((file) => (file.name.endsWith(".dex") ? { ...file, data: Buffer.from("other code") } : file)),
    );
    expect(await reasonsOf(changed)).toEqual(["digest-mismatch"]);
  });

  it("when an entry is added after signing", async () => {
    const added = editedAfterSigning((files) => [
      ...files,
      { name: "base/dex/classes2.dex", data: Buffer.from("dex") },
    ]);
    expect(await reasonsOf(added)).toEqual(["entry-unsigned"]);
  });

  it("when an entry is removed after signing", async () => {
    expect(
      await reasonsOf(editedAfterSigning((files) => files.filter(({ name }) => name !== "BundleConfig.pb"))),
    ).toEqual(["entry-missing"]);
  });

  it("when its manifest of digests is changed after signing", async () => {
    const changed = editedAfterSigning((files) =>
      files.map((file) =>
        file.name === "META-INF/MANIFEST.MF"
          ? { ...file, data: Buffer.concat([file.data, Buffer.from("Name: x\r\n\r\n")]) }
          : file,
      ),
    );
    expect(await reasonsOf(changed)).toEqual(["digest-mismatch"]);
  });

  it("when its signature file is changed after signing", async () => {
    const changed = editedAfterSigning((files) =>
      files.map((file) =>
        file.name.endsWith(".SF") ? { ...file, data: Buffer.concat([file.data, Buffer.from("X: y\r\n")]) } : file,
      ),
    );
    expect(await reasonsOf(changed)).toEqual(["cms-signature-invalid"]);
  });

  it("when its signature file covers sections only and one of them is missing", async () => {
    const alterSignatureFile = (text: string) =>
      text.replace(/SHA-256-Digest-Manifest: .*\r\n/, "").replace(/Name: base\/dex[\s\S]*?\r\n\r\n/, "");
    expect(await reasonsOf(buildAab({ signer, alterSignatureFile }))).toEqual(["digest-mismatch"]);
  });

  it("but not when its signature file covers every section", async () => {
    const alterSignatureFile = (text: string) => text.replace(/SHA-256-Digest-Manifest: .*\r\n/, "");
    expect(await reasonsOf(buildAab({ signer, alterSignatureFile }))).toEqual([]);
  });

  it("when nobody signed it, or only with SHA-1, which the JDK has disabled", async () => {
    expect(await reasonsOf(writeZip(bundleEntries({})))).toEqual(["unsigned"]);
    expect(await reasonsOf(buildAab({ signer, hash: "sha1" }))).toEqual(["unsigned"]);
  });

  it("when its base module has no manifest or names no package", async () => {
    const files = bundleEntries({}).filter(({ name }) => !name.endsWith("AndroidManifest.xml"));
    expect(await reasonsOf(writeZip(signJar(files, { signer })))).toEqual(["manifest-missing"]);
    expect(await reasonsOf(buildAab({ signer, package: "" }))).toEqual(["bundle-incomplete"]);
  });
});

const hasJdk = ["jarsigner", "keytool"].every((tool) => spawnSync(tool, ["-help"]).error === undefined);

describe.skipIf(!hasJdk)("an app bundle signed by the JDK's jarsigner", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "attestry-aab-"));
    for (const algorithm of ["RSA", "EC"]) {
      run(
        "keytool",
        "-genkeypair",
        "-keystore",
        join(folder, `${algorithm}.p12`),
        "-storepass",
        "secret",
        "-alias",
        "upload",
        "-keyalg",
        algorithm,
        "-dname",
        "CN=Upload, O=Müller",
        "-validity",
        "9999",
      );
    }
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true }));

  function run(command: string, ...args: string[]): void {
    const { status, stdout } = spawnSync(command, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`${command} failed: ${stdout}`);
  }

  async function signWith(algorithm: string, ...options: string[]): Promise<Buffer> {
    const path = join(folder, "bundle.aab");
    const long = { name: `base/assets/${"ü".repeat(60)}/file.txt`, data: Buffer.from("long name") };
    await writeFile(path, writeZip(bundleEntries({ package: "org.example.jdk", files: [long] })));
    run("jarsigner", "-keystore", join(folder, `${algorithm}.p12`), "-storepass", "secret", ...options, path, "upload");
    return readFile(path);
  }

  it.each([
    ["RSA", []],
    ["RSA", ["-digestalg", "SHA-512", "-sigalg", "SHA512withRSA"]],
    ["RSA", ["-sigalg", "RSASSA-PSS"]],
    ["EC", []],
    ["EC", ["-sectionsonly"]],
  ])(
    "is accepted: %s %j",
    async (algorithm, options) => {
      const inspection = await inspect(await signWith(algorithm, ...options));
      expect(inspection).toMatchObject({ verdict: "accept", package: "org.example.jdk" });
      expect(inspection.uploadSigners).toHaveLength(1);
    },
    120_000,
  );

  it("counts as unsigned with SHA-1", async () => {
    const aab = await signWith("RSA", "-digestalg", "SHA-1", "-sigalg", "SHA1withRSA");
    expect(await reasonsOf(aab)).toEqual(["unsigned"]);
  }, 120_000);
});
