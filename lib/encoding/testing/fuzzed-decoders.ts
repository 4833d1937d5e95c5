/** Every decoder of untrusted bytes, each with an input of our own that it reads whole, for fuzzing. */
import { generateKeyPairSync } from "node:crypto";
import { lookUpResource } from "../axml/resource-table";
import { xmlElements } from "../axml/xml-elements";
import { childrenOf, decodeBer } from "../ber";
import { bufferSource } from "../byte-source";
import { decodeCodeDirectory } from "../macho/code-directory";
import { readLoadCommands } from "../macho/load-commands";
import { readSlices } from "../macho/slices";
import { codeDirectoriesOf, decodeSuperBlob } from "../macho/super-blob";
import { decodePlist } from "../plist/decode-plist";
import { protobufFields } from "../protobuf";
import { decodeX509Fields, extensionsOf } from "../x509-fields";
import { ZipArchive } from "../zip/archive";
import { mintCertificate } from "./mint-certificate";
import { writeAxml } from "./write-axml";
import { writeBinaryPlist } from "./write-binary-plist";
import { writeCodeDirectory, writeFat, writeMacho, writeSuperBlob } from "./write-macho";
import { field, message } from "./write-protobuf";
import { writeResourceTable } from "./write-resource-table";
import { writeZip } from "./write-zip";

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

/** What the decoder reads, for the report: ZIP, AXML, Mach-O, plist, and the rest. */
export type DecoderFamily = "ZIP" | "AXML" | "Mach-O" | "plist" | "BER" | "protocol buffer";

export interface FuzzedDecoder {
  readonly family: DecoderFamily;
  readonly name: string;
  readonly bytes: Buffer;
  /** Reads the bytes whole; throws a DecodeError, and nothing else, for what it can't read. */
  readonly decode: (mutated: Buffer) => unknown;
}

export const FUZZED_DECODERS: readonly FuzzedDecoder[] = [
  {
    family: "ZIP",
    name: "ZIP",
    bytes: zip,
    decode: async (mutated) => {
      const archive = await ZipArchive.open(bufferSource(mutated));
      archive.assertLayout();
      for (const entry of archive.entries) await archive.read(entry, 1024 * 1024);
    },
  },
  {
    family: "AXML",
    name: "binary XML",
    bytes: xml,
    decode: (mutated) => [...xmlElements(mutated)].map((element) => element.attributes()),
  },
  { family: "AXML", name: "resource table", bytes: table, decode: (mutated) => lookUpResource(mutated, 0x7f010000) },
  { family: "plist", name: "XML property list", bytes: plistXml, decode: decodePlist },
  { family: "plist", name: "binary property list", bytes: plistBinary, decode: decodePlist },
  {
    family: "Mach-O",
    name: "code signature",
    bytes: signature,
    decode: (mutated) => codeDirectoriesOf(decodeSuperBlob(mutated)).map(decodeCodeDirectory),
  },
  {
    family: "Mach-O",
    name: "Mach-O",
    bytes: fat,
    decode: async (mutated) => {
      for (const { source } of await readSlices(bufferSource(mutated))) await readLoadCommands(source);
    },
  },
  { family: "Mach-O", name: "thin Mach-O", bytes: thin, decode: (mutated) => readLoadCommands(bufferSource(mutated)) },
  {
    family: "BER",
    name: "X.509 in BER",
    bytes: certificate,
    decode: (mutated) => extensionsOf(decodeX509Fields(mutated)),
  },
  {
    family: "BER",
    name: "BER",
    bytes: certificate,
    decode: (mutated) => childrenOf(decodeBer(mutated)).flatMap(childrenOf),
  },
  {
    family: "protocol buffer",
    name: "protocol buffer",
    bytes: protobuf,
    decode: (mutated) => [...protobufFields(mutated)],
  },
];
