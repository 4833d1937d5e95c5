/** Small inputs that would cost much time or memory: each is refused before it does. */
import { describe, expect, it } from "vitest";
import { lookUpResource } from "../encoding/axml/resource-table";
import { xmlElements } from "../encoding/axml/xml-elements";
import { BerError, childrenOf, decodeBer } from "../encoding/ber";
import { bufferSource } from "../encoding/byte-source";
import { u32, writeAxml } from "../encoding/testing/write-axml";
import { signCms } from "../encoding/testing/write-cms";
import { writeResourceTable } from "../encoding/testing/write-resource-table";
import { writeZip } from "../encoding/testing/write-zip";
import { inspectApkSource } from "./apk/inspect-apk";
import { decodeSignedData } from "./cms/signed-data";
import { inspectPackageSource } from "./inspect-package";
import { parseJarManifest } from "./jar/jar-manifest";
import { buildApk, mintApkSigner } from "./testing/build-apk";

const codeOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
};

/** A manifest of many attributes, every one of whose names is the same long text, begun a little later each time. */
function overlappingNames(count: number, characters: number): Buffer {
  const attributes = Array.from({ length: count }, (_, index) => ({ name: `n${index}`, value: 1 }));
  const xml = writeAxml({ name: "manifest", attributes }, { utf8: false });
  const pool = 8;
  const [strings, start] = [xml.readUInt32LE(pool + 8), xml.readUInt32LE(pool + 20)];
  for (let index = 0; index < strings; index++) xml.writeUInt32LE(index * 4, pool + 28 + index * 4);
  for (let at = pool + start; at + 4 <= pool + start + strings * 4; at += 2) xml.writeUInt16LE(characters, at);
  return xml;
}

describe("a small input is refused before it costs much", () => {
  it("a compiled manifest whose names overlap", () => {
    const xml = overlappingNames(20_000, 30_000);
    expect(codeOf(() => [...xmlElements(xml)].map((element) => element.attributes()))).toBe("axml-malformed");
  });

  it("a resource table of packages without end", () => {
    const good = writeResourceTable([{ byDefault: "1.0" }]);
    const pool = good.subarray(12, 12 + good.readUInt32LE(16));
    const table = (count: number) => {
      const empty = Buffer.from([0, 2, 12, 0, 12, 0, 0, 0, 0, 0, 0, 0]);
      const chunks = Buffer.concat([pool, ...Array(count).fill(empty)]);
      return Buffer.concat([good.subarray(0, 4), u32(12 + chunks.length), u32(1), chunks]);
    };
    expect(lookUpResource(table(5), 0x7f010000)).toBe(null);
    expect(codeOf(() => lookUpResource(table(5000), 0x7f010000))).toBe("axml-malformed");
  });

  it("a signing block with seven million signers of nothing", async () => {
    const signers = Buffer.concat([u32(28_000_000), Buffer.alloc(28_000_000)]);
    const apk = buildApk({ signer: mintApkSigner(), alterPairs: () => [{ id: 0x7109871a, value: signers }] });
    const found = await inspectApkSource(bufferSource(apk));
    expect(found.verdict === "reject" && found.reasons.map(({ code }) => code)).toEqual(["signing-block-malformed"]);
  });

  it("an ASN.1 set of a hundred thousand elements", () => {
    const set = Buffer.concat([
      Buffer.from([0x31, 0x83, 0x03, 0x0d, 0x40]),
      Buffer.alloc(200_000, Buffer.from([5, 0])),
    ]);
    expect(() => childrenOf(decodeBer(set))).toThrow(BerError);
  });

  it("a signature with a hundred certificates", () => {
    const signer = mintApkSigner();
    const certificates = (count: number) => Array.from({ length: count }, () => signer.certificate);
    const cms = (count: number) => signCms({ signer, content: Buffer.from("text"), certificates: certificates(count) });
    expect(decodeSignedData(cms(10)).signers).toHaveLength(1);
    expect(codeOf(() => decodeSignedData(cms(100)))).toBe("ber-malformed");
  });

  it("a JAR manifest with a section of a hundred thousand lines", () => {
    expect(codeOf(() => parseJarManifest(Buffer.from("a: b\n".repeat(100_000))))).toBe("jar-manifest-malformed");
  });

  it("an app whose folders are nested without end", async () => {
    const ipa = writeZip([{ name: `Payload/A.app/${"a/".repeat(20_000)}b`, data: Buffer.alloc(0) }]);
    const found = await inspectPackageSource(bufferSource(ipa));
    expect(found.verdict === "reject" && found.reasons.map(({ code }) => code)).toEqual(["bundle-malformed"]);
  });

  it("a directory of a million entries, whose end record can count no more than 65,535", async () => {
    const record = Buffer.alloc(47, "a");
    Buffer.from("PK\x01\x02", "latin1").copy(record);
    record.fill(0, 4, 46);
    record.writeUInt16LE(1, 28);
    const directory = Buffer.alloc(47 * 1_000_000, record);
    const end = Buffer.alloc(22);
    end.write("PK\x05\x06", "latin1");
    for (const at of [8, 10]) end.writeUInt16LE(1_000_000 % 65_536, at);
    end.writeUInt32LE(directory.length, 12);
    const failure = inspectPackageSource(bufferSource(Buffer.concat([directory, end])));
    expect(await failure.catch((error: unknown) => error)).toMatchObject({
      verdict: "reject",
      reasons: [{ code: "zip-too-many-entries" }],
    });
  });
});
