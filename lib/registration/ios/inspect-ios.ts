import { X509Certificate } from "node:crypto";
import type { ByteSource } from "../../encoding/byte-source";
import type { PlistDictionary } from "../../encoding/plist/plist-value";
import { DEFAULT_ZIP_LIMITS, type ZipLimits } from "../../encoding/zip/limits";
import { fileDigest } from "../file-digest";
import { Findings } from "../findings";
import { openArchive } from "../open-archive";
import { type PackageNote, RejectedPackageError } from "../rejection";
import type { AppBundle } from "./app-bundle";
import { APPLE_ROOT_CA } from "./apple-root";
import { archiveBundle } from "./archive-bundle";
import { CODE_RESOURCES, verifyCodeResources } from "./code-resources";
import { folderBundle } from "./folder-bundle";
import { type InfoPlist, readInfoPlist } from "./info-plist";
import { type InspectedSlice, inspectSlices } from "./inspect-slices";
import type { IosFacts, IosInspection } from "./ios-inspection";
import { verifyNestedCode } from "./nested-code";
import { profileTeamIds } from "./provisioning-profile";
import { agreedTeamId } from "./team-id";

const RESOURCES_BYTES_MAX = 32 * 1024 * 1024;

export interface InspectIosOptions {
  readonly limits?: ZipLimits;
  /** Accepts builds that run on registered development devices only. */
  readonly allowDevelopment?: boolean;
  /** Roots of code signing certificates, PEM; Apple's unless a test brings its own. */
  readonly anchors?: readonly string[];
  /** SHA-256 of the file in lower-case hex where an upload has computed it already. */
  readonly fileSha256?: string;
  /** Computes it where nobody has, which is one more pass of hashing; else the inspection leaves it out. */
  readonly hashFile?: boolean;
}

/** Verifies an .ipa. Throws an UnreadablePackageError when the source is no archive. */
export async function inspectIpaSource(source: ByteSource, options: InspectIosOptions = {}): Promise<IosInspection> {
  const findings = new Findings();
  const bundle = await findings.attempt(async () => {
    const archive = await openArchive(source, options.limits ?? DEFAULT_ZIP_LIMITS);
    archive.assertLayout();
    return archiveBundle(archive);
  });
  const file = {
    kind: "ipa",
    fileSha256: await fileDigest(source, options),
    sizeBytes: source.size,
  } as const;
  return inspectBundle(bundle, file, { options, findings });
}

/** Verifies an .app folder. */
export async function inspectAppFolder(folder: string, options: InspectIosOptions = {}): Promise<IosInspection> {
  const findings = new Findings();
  const bundle = await findings.attempt(() => folderBundle(folder, options.limits ?? DEFAULT_ZIP_LIMITS));
  return inspectBundle(bundle, { kind: "app", fileSha256: null, sizeBytes: null }, { options, findings });
}

type FileFacts = Pick<IosFacts, "kind" | "fileSha256" | "sizeBytes">;

async function inspectBundle(
  bundle: AppBundle | null,
  file: FileFacts,
  { options, findings }: { options: InspectIosOptions; findings: Findings },
): Promise<IosInspection> {
  const anchors = (options.anchors ?? [APPLE_ROOT_CA]).map((pem) => new X509Certificate(pem));
  const info = bundle === null ? null : await findings.attempt(() => readInfoPlist(bundle));
  if (bundle === null || info === null) return conclude({ file, info, slices: [], teamId: null }, options, findings);

  const codeResources = await findings.attempt(() => bundle.read(CODE_RESOURCES, RESOURCES_BYTES_MAX));
  const files = { infoPlist: info.bytes, codeResources };
  const slices = (await findings.attempt(() => inspectSlices(bundle, { info, files, anchors }, findings))) ?? [];
  const nestedTeamIds = await findings.attempt(() => verifyResources(bundle, { codeResources, info, anchors }));
  const profile = await findings.attempt(() => profileTeamIds(bundle, anchors));
  const sources = {
    codeDirectories: slices.map(({ teamId }) => teamId),
    certificates: [...slices.map(({ signer }) => signer?.teamId ?? null), ...(nestedTeamIds ?? [])],
    entitlements: entitlementsOf(slices),
    profileTeamIds: profile,
  };
  const teamId = await findings.attempt(() => agreedTeamId(sources));
  return conclude({ file, info, slices, teamId }, options, findings);
}

/** Every file against its seal, then the code that is sealed by a signature of its own; answers who signed that. */
async function verifyResources(
  bundle: AppBundle,
  sealed: { codeResources: Buffer | null; info: InfoPlist; anchors: readonly X509Certificate[] },
): Promise<(string | null)[]> {
  const { codeResources, info, anchors } = sealed;
  if (codeResources === null) {
    throw new RejectedPackageError("resources-unsealed", "The app has no _CodeSignature/CodeResources.");
  }
  return verifyNestedCode(bundle, await verifyCodeResources(bundle, codeResources, info.executable), anchors);
}

/** Of each slice that has any: a phone runs one slice, whichever. */
function entitlementsOf(slices: readonly InspectedSlice[]): PlistDictionary[] {
  return slices.flatMap(({ entitlements }) => entitlements ?? []);
}

interface Inspected {
  readonly file: FileFacts;
  readonly info: InfoPlist | null;
  readonly slices: readonly InspectedSlice[];
  readonly teamId: string | null;
}

function conclude(inspected: Inspected, options: InspectIosOptions, findings: Findings): IosInspection {
  const { info, slices, teamId } = inspected;
  const isDevelopment = slices.some(({ signer }) => signer?.kind === "development");
  if (isDevelopment && options.allowDevelopment !== true) {
    const message = "The app is signed with a development certificate; sign it for distribution.";
    findings.add({ code: "development-certificate", message });
  }
  const facts = factsOf(inspected, isDevelopment);
  if (!findings.isClean || info === null || teamId === null) {
    return { verdict: "reject", reasons: findings.reasons, ...facts };
  }
  return { verdict: "accept", ...facts, package: info.bundleId, teamId, appId: `${teamId}.${info.bundleId}` };
}

function factsOf({ file, info, slices, teamId }: Inspected, isDevelopment: boolean): IosFacts {
  const signer = slices[0]?.signer ?? null;
  const [entitlements = null] = entitlementsOf(slices);
  return {
    ...file,
    package: info?.bundleId ?? null,
    versionName: info?.versionName ?? null,
    versionCode: info?.buildVersion != null && /^\d{1,15}$/.test(info.buildVersion) ? Number(info.buildVersion) : null,
    buildVersion: info?.buildVersion ?? null,
    minimumOsVersion: info?.minimumOsVersion ?? null,
    teamId,
    appId: null,
    slices: slices.map((slice) => slice.facts),
    signers: [],
    signerKind: signer?.kind ?? null,
    signingCertificateSha256: signer?.certificateSha256 ?? null,
    entitlements: entitlements === null ? null : simpleValues(entitlements),
    notes: notesOn(slices, isDevelopment),
  };
}

function simpleValues(dictionary: PlistDictionary): { [name: string]: string | boolean | number } {
  const simple = [...dictionary].flatMap(([name, value]): [string, string | boolean | number][] =>
    typeof value === "string" || typeof value === "boolean" || typeof value === "number" ? [[name, value]] : [],
  );
  return Object.fromEntries(simple);
}

function notesOn(slices: readonly InspectedSlice[], isDevelopment: boolean): PackageNote[] {
  const notes: [applies: boolean, note: PackageNote][] = [
    [
      slices.length > 0,
      {
        code: "not-an-attestation-value",
        message:
          "App Attest proves the app id and its environment. The code hashes and the signing certificate are information.",
      },
    ],
    [
      slices.some(({ facts }) => facts.isEncrypted),
      {
        code: "encrypted-by-store",
        message: "The store has encrypted the executable: the pages it covers could not be checked.",
      },
    ],
    [
      slices.some(({ facts }) => facts.hash === "sha1"),
      { code: "weak-code-directory", message: "The code is sealed with SHA-1 only; sign it again with current tools." },
    ],
    [
      isDevelopment,
      { code: "development-certificate", message: "The build runs on registered development devices only." },
    ],
  ];
  return notes.flatMap(([applies, note]) => (applies ? [note] : []));
}
