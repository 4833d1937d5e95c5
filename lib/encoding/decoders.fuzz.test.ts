import { generateKeyPairSync } from "node:crypto";
import { describe, it } from "vitest";
import { lookUpResource } from "./axml/resource-table";
import { xmlElements } from "./axml/xml-elements";
import { childrenOf, decodeBer } from "./ber";
import { bufferSource } from "./byte-source";
import { DecodeError } from "./decode-error";
import { decodeCodeDirectory } from "./macho/code-directory";
import { readLoadCommands } from "./macho/load-commands";
import { readSlices } from "./macho/slices";
import { codeDirectoriesOf, decodeSuperBlob } from "./macho/super-blob";
import { decodePlist } from "./plist/decode-plist";
import { protobufFields } from "./protobuf";
import { everyMutation } from "./testing/every-mutation";
import { mintCertificate } from "./testing/mint-certificate";
import { writeAxml } from "./testing/write-axml";
import { writeBinaryPlist } from "./testing/write-binary-plist";
import { writeCodeDirectory, writeFat, writeMacho, writeSuperBlob } from "./testing/write-macho";
import { field, message } from "./testing/write-protobuf";
import { writeResourceTable } from "./testing/write-resource-table";
import { writeZip } from "./testing/write-zip";
import { decodeX509Fields, extensionsOf } from "./x509-fields";
import { ZipArchive } from "./zip/archive";

const isTyped = (error: unknown) => error instanceof DecodeError;
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });

const zip = writeZip([
  { name: "a/b.txt", data: Buffer.from("text ".repeat(200)) },
  { name: "c.bin", data: Buffer.alloc(300, 3), isStored: true },
]);
const xml = writeAxml({
  name: "manifest",
  attributes: [{ name: "package", value: "com.example" }],
  children: [{ name: "uses-sdk", attributes: [{ name: "minSdkVersion", resourceId: 0x0101020c, value: 24 }] }],
});
const table = writeResourceTable([{ byDefault: { reference: 0x7f010001 } }, { byDefault: "1.0", inGerman: "eins" }]);
const plistXml = Buffer.from(
  `<?xml version="1.0"?><plist version="1.0"><dict><key>a</key><array><string>b &amp; c</string><data>AQID</data>
   <integer>5</integer><date>2026-11-22T01:02:03Z</date><!-- x --></array></dict></plist>`,
);
const plistBinary = writeBinaryPlist(
  new Map<string, string | number[] | Date>([
    ["k", "v"],
    ["l", [1, 2, 300]],
    ["d", new Date(0)],
  ]),
);
const directory = writeCodeDirectory({
  signedBytes: Buffer.alloc(9000),
  hash: "sha256",
  identifier: "com.example",
  teamId: "TEAM123456",
  special: new Map([[3, Buffer.from("sealed")]]),
});
const signature = writeSuperBlob([
  [0, directory],
  [0x1000, directory],
]);
const thin = writeMacho({ code: Buffer.alloc(100), encrypted: { offset: 64, size: 16 }, sign: () => signature });
const fat = writeFat([{ cpuType: 0x0100000c, bytes: thin }]).subarray(0, 6000);
const { certificate } = mintCertificate({ privateKey, commonName: "Fuzz", organizationalUnit: "TEAM123456" });
const protobuf = message(field(1, 5), field(2, "text"), field(3, message(field(1, 70_000), field(2, "inner"))));

const decoders: [name: string, bytes: Buffer, decode: (mutated: Buffer) => unknown][] = [
  [
    "ZIP",
    zip,
    async (mutated) => {
      const archive = await ZipArchive.open(bufferSource(mutated));
      archive.assertLayout();
      for (const entry of archive.entries) await archive.read(entry, 1024 * 1024);
    },
  ],
  ["binary XML", xml, (mutated) => [...xmlElements(mutated)].map((element) => element.attributes())],
  ["resource table", table, (mutated) => lookUpResource(mutated, 0x7f010000)],
  ["XML property list", plistXml, decodePlist],
  ["binary property list", plistBinary, decodePlist],
  ["code signature", signature, (mutated) => codeDirectoriesOf(decodeSuperBlob(mutated)).map(decodeCodeDirectory)],
  [
    "Mach-O",
    fat,
    async (mutated) => {
      for (const { source } of await readSlices(bufferSource(mutated))) await readLoadCommands(source);
    },
  ],
  ["thin Mach-O", thin, (mutated) => readLoadCommands(bufferSource(mutated))],
  ["X.509 in BER", certificate, (mutated) => extensionsOf(decodeX509Fields(mutated))],
  ["BER", certificate, (mutated) => childrenOf(decodeBer(mutated)).flatMap(childrenOf)],
  ["protocol buffer", protobuf, (mutated) => [...protobufFields(mutated)]],
];

describe("a mutated input ends in a value or a typed error", () => {
  it.each(decoders)("of the decoder for %s", async (_, bytes, decode) => {
    await everyMutation({ bytes, seed: 4711, count: 5000, isTyped }, decode);
  });
});
