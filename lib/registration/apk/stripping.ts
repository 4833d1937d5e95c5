import type { Rejection } from "../rejection";
import { u32Attribute } from "./signer";
import type { BlockScheme } from "./signing-block";
import type { VerifiedSigner } from "./verify-signer";

/** v2 attribute: a newer scheme that signed the same package. */
const STRIPPING_PROTECTION = 0xbeeff00d;
/** v3 attribute: the lowest API level of the v3.1 signers. */
const ROTATION_MIN_SDK = 0x559f8b02;
const SCHEME_V3 = 3;

/**
 * Schemes that a remaining signature says were there and are not (APK Signature Scheme v3, "Stripping protection").
 */
export function strippedSchemes(
  present: ReadonlyMap<BlockScheme, Buffer>,
  signers: Readonly<Record<BlockScheme, readonly VerifiedSigner[]>>,
): Rejection[] {
  const rejections: Rejection[] = [];
  const names = (signer: VerifiedSigner) => u32Attribute(signer.attributes, STRIPPING_PROTECTION) === SCHEME_V3;
  if (!present.has("v3") && signers.v2.some(names)) {
    rejections.push(stripped("The v2 signature says that a v3 signature was there; it has been removed."));
  }
  if (present.has("v3.1") && !present.has("v3")) {
    rejections.push(stripped("There is a v3.1 signature without the v3 signature that belongs to it."));
  }
  for (const signer of signers.v3) {
    const rotationMinSdk = u32Attribute(signer.attributes, ROTATION_MIN_SDK);
    if (rotationMinSdk !== undefined) rejections.push(...rotationRejections(rotationMinSdk, present, signers["v3.1"]));
  }
  return rejections;
}

function rotationRejections(
  rotationMinSdk: number,
  present: ReadonlyMap<BlockScheme, Buffer>,
  v31Signers: readonly VerifiedSigner[],
): Rejection[] {
  if (!present.has("v3.1")) {
    const message = `The v3 signature says that a v3.1 signature for API ${rotationMinSdk} was there; it has been removed.`;
    return [stripped(message)];
  }
  // A v3.1 block that did not verify has its own reason already.
  if (v31Signers.length === 0) return [];
  const lowest = Math.min(...v31Signers.map(({ sdkRange }) => sdkRange?.min ?? 0));
  if (lowest === rotationMinSdk) return [];
  const message = `The v3 signature expects a v3.1 signature from API ${rotationMinSdk}; the one there begins at ${lowest}.`;
  return [stripped(message)];
}

/** Schemes that the JAR signature's header names (`X-Android-APK-Signed: 2, 3`) and that are not there. */
export function schemesStrippedFromJar(signedWith: readonly number[], present: ReadonlySet<BlockScheme>): Rejection[] {
  const named = signedWith.flatMap((id): BlockScheme[] => (id === 2 ? ["v2"] : id === 3 ? ["v3"] : []));
  return named
    .filter((scheme) => !present.has(scheme))
    .map((scheme) =>
      stripped(`The JAR signature says that the package was signed with ${scheme} too; that has been removed.`),
    );
}

function stripped(message: string): Rejection {
  return { code: "signature-stripped", message };
}
