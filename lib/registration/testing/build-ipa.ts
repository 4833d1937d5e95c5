import { createHash, generateKeyPairSync, X509Certificate } from "node:crypto";
import { boolean, der, octetString, oid, sequence } from "../../encoding/testing/der-writer";
import { extension, type MintedIdentity, mintCertificate } from "../../encoding/testing/mint-certificate";
import { writeBinaryPlist } from "../../encoding/testing/write-binary-plist";
import { signCms } from "../../encoding/testing/write-cms";
import {
  type CodeHashName,
  writeBlob,
  writeCodeDirectory,
  writeFat,
  writeMacho,
  writeSuperBlob,
} from "../../encoding/testing/write-macho";
import { writeZip, type ZipFile } from "../../encoding/testing/write-zip";

const MARKER = {
  development: "1.2.840.113635.100.6.1.2",
  distribution: "1.2.840.113635.100.6.1.4",
  store: "1.2.840.113635.100.6.1.3",
} as const;
const CPU = { arm64: 0x0100000c, armv7: 12 } as const;
const EXECUTABLE = "Example";

/** A code signing chain like Apple's, under a root of its own. */
export interface AppleLikeChain {
  readonly rootPem: string;
  readonly leaf: MintedIdentity;
  /** Intermediate and root. */
  readonly others: readonly Buffer[];
}

export function mintAppleLikeChain(
  kind: keyof typeof MARKER,
  { teamId = "TEAM123456", notAfter = new Date("2030-01-01") }: { teamId?: string; notAfter?: Date } = {},
): AppleLikeChain {
  const newKey = () => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const isCa = extension("2.5.29.19", sequence(boolean(true)), true);
  const root = mintCertificate({ privateKey: newKey(), commonName: "Test Root", extensions: [isCa] });
  const intermediate = mintCertificate({
    privateKey: newKey(),
    commonName: "Test Relations",
    issuer: { ...root, commonName: "Test Root" },
    extensions: [isCa],
  });
  const leaf = mintCertificate({
    privateKey: newKey(),
    commonName: "Test Distribution",
    organizationalUnit: teamId,
    issuer: { ...intermediate, commonName: "Test Relations" },
    notAfter,
    extensions: [extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.3")), true), extension(MARKER[kind], der(0x05))],
  });
  const rootPem = new X509Certificate(root.certificate).toString();
  return { rootPem, leaf, others: [intermediate.certificate, root.certificate] };
}

export interface BuildIpaOptions {
  readonly chain: AppleLikeChain;
  readonly bundleId?: string;
  readonly versionName?: string;
  readonly buildVersion?: string;
  /** Team id in code directory and entitlements. */
  readonly teamId?: string;
  readonly entitlementsTeamId?: string;
  /** Team in an embedded provisioning profile; without it there is no profile. */
  readonly profileTeamId?: string;
  readonly architectures?: readonly (keyof typeof CPU)[];
  /** One code directory each, the first in slot 0. */
  readonly hashes?: readonly CodeHashName[];
  /** Leaves out the attribute that binds the further code directories. */
  readonly omitBinding?: boolean;
  readonly codeFlags?: number;
  readonly isSigned?: boolean;
  readonly encrypted?: { readonly offset: number; readonly size: number };
  readonly xmlInfoPlist?: boolean;
  readonly signedAt?: Date;
  readonly resources?: readonly ZipFile[];
  /**
   * Adds code that is sealed by its cdhash: Frameworks/Lib.dylib, or Frameworks/Lib.framework with resources. A fat
   * library has a second slice, which the seal does not name, signed by the chain or ad hoc.
   */
  readonly nested?: "library" | "framework" | "fat-library" | "fat-library-ad-hoc";
  /** Team id in the entitlements of the second and further slices. */
  readonly furtherTeamId?: string;
}

/** Builds a small real .ipa (Mach-O, code signature, CodeResources, Info.plist), signed under a test root. */
export function buildIpa(options: BuildIpaOptions): Buffer {
  return writeZip(appFiles(options).map((file) => ({ ...file, name: `Payload/Example.app/${file.name}` })));
}

/** The files of the .app by their paths in it. */
export function appFiles(options: BuildIpaOptions): ZipFile[] {
  const nested = options.nested === undefined ? undefined : nestedCode(options.nested, options.chain);
  const info: ZipFile = { name: "Info.plist", data: infoPlist(options) };
  const resources = [
    ...(options.resources ?? [{ name: "Assets.car", data: Buffer.from("assets") }]),
    ...profile(options),
  ];
  const codeResources: ZipFile = {
    name: "_CodeSignature/CodeResources",
    data: codeResourcesPlist(resources, nested?.sealed),
  };
  const slices = (options.architectures ?? ["arm64"]).map((name, index) => ({
    cpuType: CPU[name],
    bytes: slice(CPU[name], index === 0 ? options : furtherSlice(options), {
      info: info.data,
      codeResources: codeResources.data,
    }),
  }));
  const [only, ...more] = slices;
  const executable = more.length === 0 && only !== undefined ? only.bytes : writeFat(slices);
  return [info, { name: EXECUTABLE, data: executable }, codeResources, ...resources, ...(nested?.files ?? [])];
}

function furtherSlice({ furtherTeamId, ...options }: BuildIpaOptions): BuildIpaOptions {
  return furtherTeamId === undefined ? options : { ...options, entitlementsTeamId: furtherTeamId };
}

function slice(
  cpuType: number,
  options: BuildIpaOptions,
  sealed: { readonly info: Buffer; readonly codeResources: Buffer },
): Buffer {
  const code = Buffer.alloc(20_000, `code for ${cpuType}`);
  const sign = (signedBytes: Buffer) => codeSignature(signedBytes, options, sealed);
  return writeMacho({
    code,
    cpuType,
    ...(options.encrypted === undefined ? {} : { encrypted: options.encrypted }),
    ...(options.isSigned === false ? {} : { sign }),
  });
}

function codeSignature(
  signedBytes: Buffer,
  options: BuildIpaOptions,
  { info, codeResources }: { readonly info: Buffer; readonly codeResources: Buffer },
): Buffer {
  const { bundleId = "com.example.attestry", teamId = "TEAM123456", chain, hashes = ["sha256"] } = options;
  const requirements = writeBlob(0xfade0c01, Buffer.alloc(4));
  const entitlements = writeBlob(0xfade7171, entitlementsPlist(options));
  const special = new Map([
    [1, info],
    [2, requirements],
    [3, codeResources],
    [5, entitlements],
  ]);
  const directories = hashes.map((hash) =>
    writeCodeDirectory({ signedBytes, hash, identifier: bundleId, teamId, special, flags: options.codeFlags ?? 0 }),
  );
  const [first = Buffer.alloc(0), ...alternates] = directories;
  const cms = signCms({
    signer: chain.leaf,
    content: first,
    certificates: chain.others,
    signingTime: options.signedAt ?? new Date("2026-06-01T12:00:00Z"),
    attributes: options.omitBinding === true ? [] : [cdHashesAttribute(directories, hashes)],
  });
  return writeSuperBlob([
    [0, first],
    [2, requirements],
    [5, entitlements],
    ...alternates.map((directory, index): [number, Buffer] => [0x1000 + index, directory]),
    [0x10000, writeBlob(0xfade0b01, cms)],
  ]);
}

function cdHashesAttribute(directories: readonly Buffer[], hashes: readonly CodeHashName[]) {
  const cdhashes = directories.map((directory, index) =>
    createHash(hashes[index] ?? "sha256")
      .update(directory)
      .digest()
      .subarray(0, 20),
  );
  const plist = writeBinaryPlist(new Map([["cdhashes", cdhashes]]));
  return { type: "1.2.840.113635.100.9.1", values: [octetString(plist)] };
}

function infoPlist({ bundleId = "com.example.attestry", versionName = "1.0", ...options }: BuildIpaOptions): Buffer {
  const values: [string, string][] = [
    ["CFBundleIdentifier", bundleId],
    ["CFBundleShortVersionString", versionName],
    ["CFBundleVersion", options.buildVersion ?? "7"],
    ["CFBundleExecutable", EXECUTABLE],
    ["MinimumOSVersion", "15.0"],
  ];
  return options.xmlInfoPlist === true ? xmlPlist(values) : writeBinaryPlist(new Map(values));
}

function entitlementsPlist(options: BuildIpaOptions): Buffer {
  const teamId = options.entitlementsTeamId ?? options.teamId ?? "TEAM123456";
  return xmlPlist([
    ["application-identifier", `${teamId}.${options.bundleId ?? "com.example.attestry"}`],
    ["com.apple.developer.team-identifier", teamId],
  ]);
}

function xmlPlist(values: readonly (readonly [key: string, text: string])[]): Buffer {
  const body = values.map(([key, text]) => `<key>${key}</key><string>${text}</string>`).join("");
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict>${body}</dict></plist>`);
}

function profile({ profileTeamId, chain, signedAt = new Date("2026-06-01T12:00:00Z") }: BuildIpaOptions): ZipFile[] {
  if (profileTeamId === undefined) return [];
  const content = Buffer.from(
    `<plist version="1.0"><dict><key>TeamIdentifier</key><array><string>${profileTeamId}</string></array></dict></plist>`,
  );
  const cms = signCms({
    signer: chain.leaf,
    content,
    isDetached: false,
    certificates: chain.others,
    signingTime: signedAt,
  });
  return [{ name: "embedded.mobileprovision", data: cms }];
}

/** Code that the app's resources list by the hash of its code directory, signed ad hoc as Xcode leaves it to others. */
function nestedCode(
  kind: NonNullable<BuildIpaOptions["nested"]>,
  chain: AppleLikeChain,
): { files: ZipFile[]; sealed: [path: string, cdHash: Buffer] } {
  const isFramework = kind === "framework";
  const path = isFramework ? "Frameworks/Lib.framework" : "Frameworks/Lib.dylib";
  const data: ZipFile = { name: "data.txt", data: Buffer.from("data") };
  const info = writeBinaryPlist(
    new Map([
      ["CFBundleIdentifier", "lib"],
      ["CFBundleExecutable", "Lib"],
    ]),
  );
  const resources = codeResourcesPlist([data]);
  const special = new Map(
    isFramework
      ? [
          [1, info],
          [3, resources],
        ]
      : [],
  );
  let cdHash = Buffer.alloc(0);
  const sign = (signedBytes: Buffer) => {
    const directory = writeCodeDirectory({ signedBytes, hash: "sha256", identifier: "lib", special, flags: 2 });
    cdHash = createHash("sha256").update(directory).digest().subarray(0, 20);
    return writeSuperBlob([[0, directory]]);
  };
  const thin = writeMacho({ code: Buffer.alloc(5000, "library"), sign });
  const executable = kind.startsWith("fat-library")
    ? writeFat([
        { cpuType: CPU.arm64, bytes: thin },
        { cpuType: CPU.armv7, bytes: unlistedSlice(kind === "fat-library" ? chain : null) },
      ])
    : thin;
  const inside: ZipFile[] = [
    { name: "Lib", data: executable },
    { name: "Info.plist", data: info },
    { name: "_CodeSignature/CodeResources", data: resources },
    data,
  ];
  const files = isFramework
    ? inside.map((file) => ({ ...file, name: `${path}/${file.name}` }))
    : [{ name: path, data: executable }];
  return { files, sealed: [path, cdHash] };
}

/** A slice that no seal names: signed by a chain, or by nobody. */
function unlistedSlice(chain: AppleLikeChain | null): Buffer {
  const sign = (signedBytes: Buffer) => {
    const flags = chain === null ? 2 : 0;
    const directory = writeCodeDirectory({ signedBytes, hash: "sha256", identifier: "lib", special: new Map(), flags });
    if (chain === null) return writeSuperBlob([[0, directory]]);
    const signingTime = new Date("2026-06-01T12:00:00Z");
    const cms = signCms({ signer: chain.leaf, content: directory, certificates: chain.others, signingTime });
    return writeSuperBlob([
      [0, directory],
      [0x10000, writeBlob(0xfade0b01, cms)],
    ]);
  };
  return writeMacho({ code: Buffer.alloc(5000, "another"), cpuType: CPU.armv7, sign });
}

function codeResourcesPlist(resources: readonly ZipFile[], nested?: readonly [path: string, cdHash: Buffer]): Buffer {
  const files = resources.map(({ name, data }): [string, Map<string, Buffer>] => [
    name,
    new Map([["hash2", createHash("sha256").update(data).digest()]]),
  ]);
  const code: [string, Map<string, Buffer>][] =
    nested === undefined ? [] : [[nested[0], new Map([["cdhash", nested[1]]])]];
  return writeBinaryPlist(new Map([["files2", new Map([...files, ...code])]]));
}
