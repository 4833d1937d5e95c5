import type { X509Certificate } from "node:crypto";
import { readSlices } from "../../encoding/macho/slices";
import { BLOB_SLOT, blobContent } from "../../encoding/macho/super-blob";
import { decodePlistDictionary } from "../../encoding/plist/decode-plist";
import type { PlistDictionary } from "../../encoding/plist/plist-value";
import type { Findings } from "../findings";
import { RejectedPackageError } from "../rejection";
import type { AppBundle } from "./app-bundle";
import { type CodeSigner, verifyCodeSigner } from "./code-signer";
import type { InfoPlist } from "./info-plist";
import type { IosSlice } from "./ios-inspection";
import { type SealedFiles, type SealedSlice, verifySeal } from "./verify-seal";

/** A slice with whatever of it could be verified. */
export interface InspectedSlice {
  readonly facts: IosSlice;
  /** Null when nobody's signature holds; the findings say why. */
  readonly signer: CodeSigner | null;
  readonly teamId: string | null;
  readonly entitlements: PlistDictionary | null;
}

/** Verifies every slice of the app's executable; what is wrong goes to the findings. */
export async function inspectSlices(
  bundle: AppBundle,
  { info, files, anchors }: { info: InfoPlist; files: SealedFiles; anchors: readonly X509Certificate[] },
  findings: Findings,
): Promise<InspectedSlice[]> {
  if (!bundle.paths.includes(info.executable)) {
    throw new RejectedPackageError("executable-missing", "The app has no executable where Info.plist says.");
  }
  return bundle.open(info.executable, async (source) => {
    const inspected: InspectedSlice[] = [];
    for (const slice of await readSlices(source)) {
      const sealed = await findings.attempt(() => verifySeal(slice.source, files));
      if (sealed !== null) inspected.push(await inspectSlice(sealed, anchors, findings));
    }
    return inspected;
  });
}

async function inspectSlice(
  sealed: SealedSlice,
  anchors: readonly X509Certificate[],
  findings: Findings,
): Promise<InspectedSlice> {
  const signer = await findings.attempt(() => verifyCodeSigner(sealed, anchors));
  const blob = sealed.blobs.get(BLOB_SLOT.entitlements);
  const entitlements =
    blob === undefined ? null : await findings.attempt(() => decodePlistDictionary(blobContent(blob)));
  const [strongest] = [...sealed.codeDirectories].sort((a, b) => b.hash.strength - a.hash.strength);
  if (strongest === undefined) {
    throw new RejectedPackageError("no-code-signature", "The executable's signature has no code directory.");
  }
  const { architecture, encrypted } = sealed.loads;
  return {
    facts: { architecture, cdHash: strongest.cdHash, hash: strongest.hash.name, isEncrypted: encrypted !== null },
    signer,
    teamId: strongest.teamId,
    entitlements,
  };
}
