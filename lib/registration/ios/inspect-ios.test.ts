import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bufferSource } from "../../encoding/byte-source";
import { writeZip, type ZipFile } from "../../encoding/testing/write-zip";
import { inspectPackage } from "../inspect-package";
import { appFiles, type BuildIpaOptions, buildIpa, mintAppleLikeChain } from "../testing/build-ipa";
import { vectorPath } from "../testing/vectors";
import { type InspectIosOptions, inspectIpaSource } from "./inspect-ios";

const chain = mintAppleLikeChain("distribution");
const anchors = [chain.rootPem];

const inspect = (ipa: Buffer, options: InspectIosOptions = {}) =>
  inspectIpaSource(bufferSource(ipa), { anchors, ...options });

async function reasonsOf(ipa: Buffer, options?: InspectIosOptions): Promise<string[]> {
  const inspection = await inspect(ipa, options);
  return inspection.verdict === "reject" ? [...new Set(inspection.reasons.map(({ code }) => code))] : [];
}

const reasonsOfBuild = (options: Partial<BuildIpaOptions>, inspectOptions?: InspectIosOptions) =>
  reasonsOf(buildIpa({ chain, ...options }), inspectOptions);

/** The app with one of its files changed after signing; null removes it. */
function withFile(
  name: string,
  change: (data: Buffer) => Buffer | null,
  options: Partial<BuildIpaOptions> = {},
): Buffer {
  const files = appFiles({ chain, ...options }).flatMap((file): ZipFile[] => {
    const data = file.name === name ? change(Buffer.from(file.data)) : file.data;
    return data === null ? [] : [{ ...file, data }];
  });
  return writeZip(files.map((file) => ({ ...file, name: `Payload/Example.app/${file.name}` })));
}

const flippedAt = (at: number) => (data: Buffer) => {
  data.writeUInt8(data.readUInt8(at) ^ 1, at);
  return data;
};

describe("an iOS app", () => {
  it.each([
    ["thin, SHA-256, binary Info.plist", {}],
    ["fat, XML Info.plist", { architectures: ["armv7", "arm64"], xmlInfoPlist: true }],
    ["with SHA-1 and SHA-256 code directories", { hashes: ["sha1", "sha256"] }],
    ["with SHA-384 and a provisioning profile", { hashes: ["sha384"], profileTeamId: "TEAM123456" }],
  ] as const)("is accepted: %s", async (_, options: Partial<BuildIpaOptions>) => {
    expect(await inspect(buildIpa({ chain, versionName: "2.1.0", buildVersion: "214", ...options }))).toMatchObject({
      verdict: "accept",
      kind: "ipa",
      package: "com.example.attestry",
      versionName: "2.1.0",
      versionCode: 214,
      teamId: "TEAM123456",
      appId: "TEAM123456.com.example.attestry",
      signers: [],
      signerKind: "distribution",
      slices: (options.architectures ?? ["arm64"]).map((architecture) => ({
        architecture: architecture === "armv7" ? "arm" : architecture,
      })),
    });
  });

  it.each(["library", "framework", "fat-library"] as const)(
    "may hold a %s with a signature of its own",
    async (nested) => {
      expect(await reasonsOfBuild({ nested })).toEqual([]);
    },
  );

  it("shows the hash of its strongest code directory", async () => {
    const { slices } = await inspect(buildIpa({ chain, hashes: ["sha1", "sha256"] }));
    expect(slices[0]).toMatchObject({ hash: "sha256", cdHash: expect.stringMatching(/^[0-9a-f]{40}$/) });
  });

  it("is said to be sealed by SHA-1 only", async () => {
    const { notes } = await inspect(buildIpa({ chain, hashes: ["sha1"] }));
    expect(notes.map(({ code }) => code)).toContain("weak-code-directory");
  });

  it("is said to be encrypted by the store, and its other pages are still checked", async () => {
    const encrypted = { offset: 8192, size: 4096 };
    const options = { chain: mintAppleLikeChain("store"), encrypted };
    const inspectOptions = { anchors: [options.chain.rootPem] };
    const scrambled = withFile("Example", flippedAt(9000), options);
    expect(await inspect(scrambled, inspectOptions)).toMatchObject({
      verdict: "accept",
      signerKind: "store",
      notes: [{ code: "not-an-attestation-value" }, { code: "encrypted-by-store" }],
    });
    expect(await reasonsOf(withFile("Example", flippedAt(13_000), options), inspectOptions)).toContain("page-changed");
  });

  it("can't hide a change behind a claim that everything is encrypted", async () => {
    const all = { encrypted: { offset: 0, size: 20_000 } };
    expect(await reasonsOf(withFile("Example", flippedAt(8), all))).toContain("page-changed");
  });
});

describe("an iOS app is rejected", () => {
  it("when a byte of its code changes", async () => {
    expect(await reasonsOf(withFile("Example", flippedAt(10_000)))).toContain("page-changed");
  });

  it("when its Info.plist changes", async () => {
    const other = appFiles({ chain, versionName: "9.9" }).find(({ name }) => name === "Info.plist")?.data ?? null;
    expect(await reasonsOf(withFile("Info.plist", () => other))).toContain("seal-broken");
  });

  it("when its list of resources changes", async () => {
    const other = appFiles({ chain, resources: [] }).find(({ name }) => name.endsWith("CodeResources"))?.data ?? null;
    expect(await reasonsOf(withFile("_CodeSignature/CodeResources", () => other))).toContain("seal-broken");
  });

  it("when a resource is changed, missing or added", async () => {
    expect(await reasonsOf(withFile("Assets.car", flippedAt(0)))).toEqual(["resource-changed"]);
    expect(await reasonsOf(withFile("Assets.car", () => null))).toEqual(["resource-missing"]);
    const added = appFiles({ chain }).concat({ name: "inject.dylib", data: Buffer.from("code") });
    const ipa = writeZip(added.map((file) => ({ ...file, name: `Payload/Example.app/${file.name}` })));
    expect(await reasonsOf(ipa)).toEqual(["resource-added"]);
  });

  it("when code inside it with a signature of its own is changed or replaced", async () => {
    const library = "Frameworks/Lib.dylib";
    expect(await reasonsOf(withFile(library, flippedAt(2000), { nested: "library" }))).toEqual(["page-changed"]);
    const framework = "Frameworks/Lib.framework";
    const other = appFiles({ chain, nested: "library" }).find(({ name }) => name === library)?.data ?? null;
    const nested = { nested: "framework" } as const;
    expect(await reasonsOf(withFile(`${framework}/Lib`, () => other, nested))).toEqual(["seal-broken"]);
    expect(await reasonsOf(withFile(`${framework}/data.txt`, flippedAt(0), nested))).toEqual(["resource-changed"]);
    expect(await reasonsOf(withFile(`${framework}/Lib`, () => null, nested))).not.toEqual([]);
  });

  it("when its list of resources is gone", async () => {
    expect(await reasonsOf(withFile("_CodeSignature/CodeResources", () => null))).toContain("resources-unsealed");
  });

  it("when nobody signed it, or only ad hoc", async () => {
    expect(await reasonsOfBuild({ isSigned: false })).toContain("no-code-signature");
    expect(await reasonsOfBuild({ codeFlags: 2 })).toContain("ad-hoc-signed");
  });

  it("when the signature does not name its second code directory", async () => {
    expect(await reasonsOfBuild({ hashes: ["sha1", "sha256"], omitBinding: true })).toContain("code-directory-unbound");
  });

  it("when its certificate leads to another root", async () => {
    expect(await reasonsOfBuild({ chain: mintAppleLikeChain("distribution") })).toContain("certificate-untrusted");
    expect(await reasonsOf(buildIpa({ chain }), { anchors: [mintAppleLikeChain("store").rootPem] })).toContain(
      "certificate-untrusted",
    );
  });

  it("when its certificate had expired at the signing time, and not when it expired later", async () => {
    const short = mintAppleLikeChain("distribution", { notAfter: new Date("2026-01-01") });
    const options = { anchors: [short.rootPem] };
    expect(await reasonsOfBuild({ chain: short }, options)).toContain("certificate-expired");
    expect(await reasonsOfBuild({ chain: short, signedAt: new Date("2025-06-01") }, options)).toEqual([]);
  });

  it("when it is signed for development, unless that is allowed", async () => {
    const development = mintAppleLikeChain("development");
    const options = { anchors: [development.rootPem] };
    expect(await reasonsOfBuild({ chain: development }, options)).toEqual(["development-certificate"]);
    expect(await reasonsOfBuild({ chain: development }, { ...options, allowDevelopment: true })).toEqual([]);
  });

  it.each([
    ["the code directory", { teamId: "OTHER12345", entitlementsTeamId: "TEAM123456" }],
    ["the entitlements", { entitlementsTeamId: "OTHER12345" }],
    ["the provisioning profile", { profileTeamId: "OTHER12345" }],
    ["the certificate", { teamId: "OTHER12345" }],
  ])("when the team differs in %s", async (_, options) => {
    expect(await reasonsOfBuild(options)).toEqual(["team-id-mismatch"]);
  });

  it("when a slice of a library within it is sealed by nothing and signed by nobody", async () => {
    expect(await reasonsOfBuild({ nested: "fat-library-ad-hoc" })).toEqual(["ad-hoc-signed"]);
  });

  it("when the team differs in the entitlements of another slice", async () => {
    const options = { architectures: ["armv7", "arm64"], furtherTeamId: "OTHER12345" } as const;
    expect(await reasonsOfBuild(options)).toEqual(["team-id-mismatch"]);
  });

  it("when the archive holds no app, or two", async () => {
    const files = appFiles({ chain });
    const into = (app: string) => files.map((file) => ({ ...file, name: `Payload/${app}.app/${file.name}` }));
    expect(await reasonsOf(writeZip([{ name: "Payload/readme", data: Buffer.from("none") }]))).toEqual([
      "bundle-malformed",
    ]);
    expect(await reasonsOf(writeZip([...into("One"), ...into("Two")]))).toEqual(["bundle-malformed"]);
  });

  it("when its executable is missing or is none", async () => {
    expect(await reasonsOf(withFile("Example", () => null))).toContain("executable-missing");
    expect(await reasonsOf(withFile("Example", () => Buffer.from("#!/bin/sh\n".repeat(10))))).toContain(
      "macho-malformed",
    );
  });
});

describe("an .app folder", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "attestry-app-"));
    for (const { name, data } of appFiles({ chain })) {
      await mkdir(dirname(join(folder, "Example.app", name)), { recursive: true });
      await writeFile(join(folder, "Example.app", name), data);
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("is accepted like the archive of it", async () => {
    expect(await inspectPackage(join(folder, "Example.app"), { anchors })).toMatchObject({
      verdict: "accept",
      kind: "app",
      appId: "TEAM123456.com.example.attestry",
      sizeBytes: null,
    });
  });

  it("is refused when it holds links, which may lead out of it", async () => {
    await symlink("/etc/hosts", join(folder, "Example.app", "link"));
    expect(await inspectPackage(join(folder, "Example.app"), { anchors })).toMatchObject({
      verdict: "reject",
      reasons: [{ code: "bundle-malformed" }],
    });
  });
});

const isign = vectorPath("ios/isign-Test.partial.ipa");
const slimfile = vectorPath("ios/relic-slimfile-unsigned.ipa");

describe.skipIf(isign === null || slimfile === null)("apps from the wild", () => {
  it("isign's test app of 2015 verifies to Apple's root; only its removed files are missing", async () => {
    const ipa = await readFile(isign ?? "");
    const inspection = await inspectIpaSource(bufferSource(ipa), { allowDevelopment: true });
    expect(inspection).toMatchObject({
      verdict: "reject",
      reasons: [{ code: "resource-missing" }],
      package: "com.saucelabs.isignTestApp",
      versionName: "1.0",
      versionCode: 1,
      teamId: "L37S4Z6BE9",
      signerKind: "development",
      slices: [
        { architecture: "armv7", cdHash: "f9b1c87affc3072d4fa0cc3a70832df80534d8a0" },
        { architecture: "arm64", cdHash: "6a3bf001176e341085c63af0d4f45682b478fbac" },
      ],
    });
  });

  it("relic's unsigned app is rejected for having no signature", async () => {
    const ipa = await readFile(slimfile ?? "");
    const inspection = await inspectIpaSource(bufferSource(ipa));
    expect(inspection.verdict === "reject" && inspection.reasons[0]?.code).toBe("no-code-signature");
  });
});
