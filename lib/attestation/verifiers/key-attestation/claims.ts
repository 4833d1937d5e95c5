import type { SecurityLevel } from "../../../contract/evidence";
import type { EvidenceClaims } from "../../claims";
import { publicJwkOf } from "../../x509/jwk";
import { printOsVersion, printPatchLevel } from "./app-checks";
import type { Anchorage, Chain } from "./chain";
import type { Provisioning } from "./chain-rules";
import { BOOT_STATES, type KeyDescription, LEVEL_NAMES } from "./key-description";
import { isStrongBox } from "./record-checks";

/** The chain normalised; nothing here was judged, only read. */
export function keyAttestationClaims(
  chain: Chain,
  record: KeyDescription,
  anchorage: Anchorage,
  provisioning: Provisioning,
): EvidenceClaims {
  const { hardwareEnforced: hardware, softwareEnforced: software } = record;
  const application = software.applicationId;
  const trust = hardware.rootOfTrust;
  return {
    format: "key-attestation",
    platform: "android",
    securityLevel: securityLevelOf(chain, record),
    instanceKey: publicJwkOf(chain[0]),
    appIds: application?.packages.map(({ name }) => name) ?? [],
    signerDigests: application?.signerDigests ?? [],
    versionCode: application?.packages[0]?.versionCode ?? null,
    patchLevel: printPatchLevel(hardware.osPatchLevel),
    osVersion: printOsVersion(hardware.osVersion),
    verifiedBootKey: trust === null ? null : Buffer.from(trust.verifiedBootKey).toString("hex"),
    vendorPatchLevel: printPatchLevel(hardware.vendorPatchLevel),
    bootPatchLevel: printPatchLevel(hardware.bootPatchLevel),
    selfSignedBoot: trust !== null && BOOT_STATES[trust.verifiedBootState] === "SelfSigned",
    provisioning,
    test: anchorage.anchor.test,
    details: {
      anchor: anchorage.anchor.id,
      provisioning,
      certificates: chain.length,
      attestationVersion: record.attestationVersion,
      attestationSecurityLevel: LEVEL_NAMES[record.attestationSecurityLevel] ?? null,
      keymintVersion: record.keymintVersion,
      keymintSecurityLevel: LEVEL_NAMES[record.keymintSecurityLevel] ?? null,
      deviceLocked: trust?.deviceLocked ?? null,
      verifiedBootState: trust === null ? null : (BOOT_STATES[trust.verifiedBootState] ?? null),
      rollbackResistant: hardware.rollbackResistant,
      usageCountLimit: hardware.usageCountLimit ?? software.usageCountLimit,
      vendorPatchLevel: printPatchLevel(hardware.vendorPatchLevel),
      bootPatchLevel: printPatchLevel(hardware.bootPatchLevel),
    },
  };
}

/** A key counts as held in hardware only where the hardware made it, says so twice and vouches for the boot. */
function securityLevelOf(chain: Chain, record: KeyDescription): SecurityLevel {
  const { attestationSecurityLevel: attestation, keymintSecurityLevel: keymint, hardwareEnforced } = record;
  const inHardware = attestation === keymint && attestation >= 1 && hardwareEnforced.origin === 0;
  if (!inHardware || hardwareEnforced.rootOfTrust === null) return "software";
  return isStrongBox(record, chain) ? "strongbox" : "trusted-environment";
}
