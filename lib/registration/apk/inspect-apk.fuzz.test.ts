import { describe, expect, it } from "vitest";
import { AxmlError } from "../../encoding/axml/axml-error";
import { lookUpResource } from "../../encoding/axml/resource-table";
import { bufferSource } from "../../encoding/byte-source";
import { DecodeError } from "../../encoding/decode-error";
import { mutate, randomFrom } from "../../encoding/testing/mutate";
import { writeResourceTable } from "../../encoding/testing/write-resource-table";
import { writeZip } from "../../encoding/testing/write-zip";
import { ZipArchive } from "../../encoding/zip/archive";
import { UnreadablePackageError } from "../rejection";
import { buildApk, mintApkSigner, unsignedEntries } from "../testing/build-apk";
import { inspectApkSource } from "./inspect-apk";
import { decodeManifest } from "./manifest";

const signer = mintApkSigner("Fuzz", "ec");
const original = buildApk({ signer, rotatedFrom: [mintApkSigner("Fuzz before", "ec")], schemes: ["v2", "v3", "v3.1"] });
const MICROSECONDS_MAX = 50_000;
const ATTEMPTS = 5;

/** Runs `decode` on each mutation; anything but its typed errors fails, and so does what is slow every time. */
async function everyMutation(
  { bytes, seed, count }: { bytes: Buffer; seed: number; count: number },
  decode: (mutated: Buffer) => unknown,
  isTyped: (error: unknown) => boolean,
): Promise<void> {
  const random = randomFrom(seed);
  for (let index = 0; index < count; index++) {
    const mutated = mutate(bytes, random);
    // Other work on the machine makes any run slow once; a slow input is slow again.
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const started = process.cpuUsage();
      try {
        await decode(mutated);
      } catch (error) {
        if (!isTyped(error)) throw new Error(`mutation ${index} of seed ${seed}`, { cause: error });
      }
      const { user, system } = process.cpuUsage(started);
      if (user + system < MICROSECONDS_MAX) break;
      if (attempt === ATTEMPTS - 1) throw new Error(`mutation ${index} of seed ${seed} took ${user + system} µs`);
    }
  }
}

describe("mutated input ends in a verdict or a typed error", () => {
  it("of the APK verifier, which vouches for no other contents and no other signer", async () => {
    const { signers, apkDigest, codeDigest, versionCode } = await inspectApkSource(bufferSource(original));
    await everyMutation(
      { bytes: original, seed: 20_241, count: 3000 },
      async (mutated) => {
        const found = await inspectApkSource(bufferSource(mutated));
        // What no signature covers may change: the order of pairs in the block, or the v2 pair under a v3 one.
        if (found.verdict === "accept") expect(found).toMatchObject({ signers, apkDigest, codeDigest, versionCode });
      },
      (error) => error instanceof UnreadablePackageError,
    );
  });

  it("of the ZIP reader", async () => {
    const { entries, directory } = unsignedEntries({});
    const zip = writeZip([
      { name: "a", data: entries },
      { name: "b", data: directory, isStored: true },
    ]);
    await everyMutation(
      { bytes: zip, seed: 20_242, count: 5000 },
      async (mutated) => {
        const archive = await ZipArchive.open(bufferSource(mutated));
        archive.assertLayout();
        for (const entry of archive.entries) await archive.read(entry, 1024 * 1024);
      },
      (error) => error instanceof DecodeError,
    );
  });

  it("of the manifest decoder", async () => {
    const archive = await ZipArchive.open(bufferSource(original));
    const entry = archive.entry("AndroidManifest.xml");
    if (entry === undefined) throw new Error("the package has no manifest");
    const manifest = await archive.read(entry, 1024 * 1024);
    await everyMutation(
      { bytes: manifest, seed: 20_243, count: 20_000 },
      (mutated) => decodeManifest(mutated, () => null),
      (error) => error instanceof AxmlError,
    );
  });

  it("of the resource table", async () => {
    const table = writeResourceTable([
      { byDefault: { reference: 0x7f010001 } },
      { byDefault: "1.0", inGerman: "eins" },
    ]);
    await everyMutation(
      { bytes: table, seed: 20_244, count: 20_000 },
      (mutated) => lookUpResource(mutated, 0x7f010000),
      (error) => error instanceof AxmlError,
    );
  });
});
