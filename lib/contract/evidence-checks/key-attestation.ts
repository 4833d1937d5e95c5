import type { CheckTable } from "./table";

/** The checks on an Android Key Attestation certificate chain, in order. */
export const KEY_ATTESTATION_CHECKS = {
  "chain-decodes": { stage: "evidence", title: "The chain is 2 to 10 certificates in DER", binding: true },
  "chain-names": { stage: "evidence", title: "Each certificate names the next as its issuer", binding: true },
  "chain-algorithms": { stage: "evidence", title: "The chain is signed with strong keys and digests", binding: true },
  "chain-signatures": { stage: "evidence", title: "Each certificate is signed by the next", binding: true },
  "chain-anchor": { stage: "evidence", title: "The chain leads to a pinned root", binding: true },
  "chain-dates": {
    stage: "evidence",
    title: "The certificates are in their validity period",
    binding: true,
  },
  "record-position": { stage: "evidence", title: "Only the leaf carries an attestation record", binding: true },
  "chain-authorities": { stage: "evidence", title: "The leaf is no authority, every issuer is one", binding: true },
  "chain-length": { stage: "evidence", title: "The chain has the length of its kind", binding: false },
  "revocation-list": { stage: "evidence", title: "The revocation list is recent enough to rely on", binding: true },
  "chain-revocation": { stage: "evidence", title: "No certificate of the chain is revoked", binding: true },
  "record-decodes": { stage: "evidence", title: "The attestation record has the documented form", binding: true },
  "record-order": { stage: "evidence", title: "The tags of the record are in ascending order", binding: false },
  "record-challenge": { stage: "challenge", title: "The key was generated for this challenge", binding: true },
  "key-purpose": { stage: "evidence", title: "The key signs and does not attest other keys", binding: true },
  "key-scope": { stage: "evidence", title: "The key belongs to one app", binding: true },
  "key-type": { stage: "evidence", title: "The key is of a supported type", binding: false },
  "key-possession": { stage: "evidence", title: "The request is signed with the attested key", binding: true },
  "security-level": { stage: "device", title: "Record and key live in secure hardware", binding: false },
  "key-origin": { stage: "device", title: "The key was generated in the hardware", binding: false },
  "root-of-trust": { stage: "device", title: "The hardware vouches for the boot", binding: false },
  "device-locked": { stage: "device", title: "The bootloader is locked", binding: false },
  "boot-state": { stage: "device", title: "The system was verified at boot", binding: false },
  "boot-key": { stage: "device", title: "The boot key belongs to a real device", binding: false },
  "key-provisioning": { stage: "device", title: "The chain is provisioned as the policy asks", binding: false },
  "app-package": { stage: "app", title: "The package is the registered one", binding: false },
  "app-signer": { stage: "app", title: "The app is signed by registered certificates", binding: false },
  "attested-app-version": { stage: "app", title: "The app version is new enough", binding: false },
  "attested-os-version": { stage: "device", title: "The system version is new enough", binding: false },
  "os-patch": { stage: "device", title: "The system patch level is new enough", binding: false },
  "vendor-patch": { stage: "device", title: "The vendor patch level is new enough", binding: false },
  "boot-patch": { stage: "device", title: "The boot patch level is new enough", binding: false },
} as const satisfies CheckTable;

export type KeyAttestationCheck = keyof typeof KEY_ATTESTATION_CHECKS;

/** What `--policy chain` judges: signatures, names, pinned root, dates, position and form of the record. */
export const CHAIN_POLICY_CHECKS: readonly KeyAttestationCheck[] = [
  "chain-decodes",
  "chain-names",
  "chain-algorithms",
  "chain-signatures",
  "chain-anchor",
  "chain-dates",
  "record-position",
  "chain-authorities",
  "record-decodes",
];
