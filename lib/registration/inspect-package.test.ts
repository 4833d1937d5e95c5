import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bufferSource } from "../encoding/byte-source";
import { writeZip, type ZipFile } from "../encoding/testing/write-zip";
import { inspectApkFiles } from "./apk/inspect-apk-set";
import { inspectPackage, inspectPackageSource } from "./inspect-package";
import { buildAab } from "./testing/build-aab";
import { type BuildApkOptions, buildApk, mintApkSigner } from "./testing/build-apk";
import { buildIpa, mintAppleLikeChain } from "./testing/build-ipa";

const signer = mintApkSigner("Anyone", "ec");
const chain = mintAppleLikeChain("distribution");
const apk = (options: Partial<BuildApkOptions> = {}) => buildApk({ signer, ...options });
const inspect = (bytes: Buffer, name = "") =>
  inspectPackageSource(bufferSource(bytes), { anchors: [chain.rootPem] }, name);

async function reasonsOf(bytes: Buffer): Promise<string[]> {
  const inspection = await inspect(bytes);
  return inspection.verdict === "reject" ? inspection.reasons.map(({ code }) => code) : [];
}

/** An archive of APKs as bundletool makes it. */
const setOf = (...members: [name: string, data: Buffer][]) =>
  writeZip(members.map(([name, data]): ZipFile => ({ name: `splits/${name}.apk`, data, isStored: name === "base" })));

describe("the kind of a package", () => {
  it.each([
    ["apk", apk()],
    ["aab", buildAab({ signer })],
    ["ipa", buildIpa({ chain })],
    ["apk-set", setOf(["base", apk()])],
  ])("is told by its contents: %s", async (kind, bytes) => {
    expect(await inspect(bytes, "misleading.zip")).toMatchObject({ kind, verdict: "accept" });
  });

  it("is told by its name where the archive is unfit to read", async () => {
    const twice = writeZip([
      { name: "a", data: Buffer.from("1") },
      { name: "a", data: Buffer.from("2") },
    ]);
    for (const kind of ["apk", "aab", "ipa"]) {
      expect(await inspect(twice, `app.${kind}`)).toMatchObject({
        kind,
        verdict: "reject",
        reasons: [{ code: "zip-duplicate-name" }],
      });
    }
  });

  it("does not matter for what is no archive, or no file", async () => {
    await expect(inspect(Buffer.from("no archive"))).rejects.toMatchObject({ code: "not-a-package" });
    await expect(inspectPackage(tmpdir())).rejects.toMatchObject({ code: "not-a-file" });
    await expect(inspectPackage("/does/not/exist.app")).rejects.toMatchObject({ code: "not-found" });
  });

  it("does not matter for a bomb: it is refused before anything is inflated", async () => {
    const bomb: ZipFile = { name: "lib/arm64-v8a/bomb.so", data: Buffer.alloc(32 * 1024 * 1024) };
    expect(await reasonsOf(apk({ files: [bomb] }))).toEqual(["zip-bomb"]);
  });
});

describe("a set of split APKs", () => {
  const base = apk();
  const split = apk({ split: "config.arm64_v8a" });

  it("is accepted with what its base says", async () => {
    expect(await inspect(setOf(["base", base], ["arm64", split]))).toMatchObject({
      verdict: "accept",
      package: "com.example.attestry",
      members: [
        { name: "splits/base.apk", split: null },
        { name: "splits/arm64.apk", split: "config.arm64_v8a" },
      ],
    });
  });

  it("is rejected without a base", async () => {
    expect(await reasonsOf(setOf(["arm64", split]))).toEqual(["set-without-base"]);
  });

  it.each([
    ["package", apk({ split: "other", package: "com.example.other" })],
    ["version", apk({ split: "other", versionCode: 2 })],
    ["signer", buildApk({ signer: mintApkSigner("Somebody", "ec"), split: "other" })],
  ])("is rejected when a split has another %s", async (_, other) => {
    expect(await reasonsOf(setOf(["base", base], ["other", other]))).toEqual(["set-mismatch"]);
  });

  it("is rejected when one of them is, and says which", async () => {
    const changed = Buffer.from(split);
    changed.writeUInt8(changed.readUInt8(60) ^ 1, 60);
    const inspection = await inspect(setOf(["base", base], ["arm64", changed]));
    expect(inspection.verdict === "reject" && inspection.reasons[0]?.message).toMatch(/^splits\/arm64\.apk: /);
  });

  describe("given as files", () => {
    let folder = "";
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "attestry-set-"));
      await writeFile(join(folder, "base.apk"), base);
      await writeFile(join(folder, "split.apk"), split);
    });
    afterAll(() => rm(folder, { recursive: true }));

    it("is accepted as well", async () => {
      const inspection = await inspectApkFiles(["base.apk", "split.apk"].map((name) => join(folder, name)));
      expect(inspection).toMatchObject({ verdict: "accept", kind: "apk-set", sizeBytes: base.length + split.length });
    });
  });
});
