/**
 * What platform evidence established about phone and app when the instance enrolled. It travels in the sealed
 * credential, so that a rule that changes later is applied to it at the next attestation without a database.
 * @module
 */
import type { EvidenceClaims } from "./claims";

/** Short names, since every attestation carries it; absent members are unknown. */
export interface AttestedFacts {
  /** System version. */
  readonly os?: string;
  /** Patch levels of system, vendor and boot, YYYY-MM or YYYY-MM-DD. */
  readonly pat?: string;
  readonly vpt?: string;
  readonly bpt?: string;
  /** The boot key, lower-case hex, of a system other than the vendor's (verified boot state SelfSigned). */
  readonly vbk?: string;
  /** How the attestation key came to the phone. */
  readonly prv?: "factory" | "remote";
  /** SHA-256 of the app's signing certificates, lower-case hex. */
  readonly sgn?: readonly string[];
  /** App Attest: the attested key, and the app id (`TEAMID.bundle.id`) it belongs to. */
  readonly aak?: { readonly x: string; readonly y: string; readonly id: string };
}

export function attestedFacts(claims: EvidenceClaims): AttestedFacts {
  const { osVersion, patchLevel, vendorPatchLevel, bootPatchLevel, provisioning, signerDigests } = claims;
  const [appId] = claims.appIds;
  const attestedKey = claims.format === "app-attest" ? claims.instanceKey : null;
  return {
    ...(osVersion === null ? {} : { os: osVersion }),
    ...(patchLevel === null ? {} : { pat: patchLevel }),
    ...(vendorPatchLevel == null ? {} : { vpt: vendorPatchLevel }),
    ...(bootPatchLevel == null ? {} : { bpt: bootPatchLevel }),
    ...(claims.selfSignedBoot === true && claims.verifiedBootKey !== null ? { vbk: claims.verifiedBootKey } : {}),
    ...(provisioning === undefined ? {} : { prv: provisioning }),
    ...(signerDigests.length === 0 ? {} : { sgn: signerDigests }),
    ...(attestedKey === null || appId === undefined ? {} : { aak: { x: attestedKey.x, y: attestedKey.y, id: appId } }),
  };
}
