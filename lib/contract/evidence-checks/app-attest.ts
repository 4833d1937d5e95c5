import type { CheckTable } from "./table";

/** The checks on an App Attest attestation object, in order. */
export const APP_ATTEST_CHECKS = {
  "attestation-object": { stage: "evidence", title: "The attestation object has the documented form", binding: true },
  "chain-names": { stage: "evidence", title: "Each certificate names the next as its issuer", binding: true },
  "chain-signatures": { stage: "evidence", title: "Each certificate is signed by the next", binding: true },
  "chain-anchor": { stage: "evidence", title: "The chain leads to a pinned root", binding: true },
  "chain-authorities": { stage: "evidence", title: "The leaf is no authority, every issuer is one", binding: true },
  "chain-dates": { stage: "evidence", title: "The certificates are in their validity period", binding: true },
  "attestation-nonce": {
    stage: "challenge",
    title: "The key was attested for this challenge and request",
    binding: true,
  },
  "key-type": { stage: "evidence", title: "The key is of a supported type", binding: true },
  "key-id": { stage: "evidence", title: "The key id is the digest of the attested key", binding: true },
  "app-id-hash": { stage: "app", title: "The evidence belongs to the registered app", binding: true },
  "credential-flags": {
    stage: "evidence",
    title: "The authenticator data holds an attested credential",
    binding: true,
  },
  "initial-counter": { stage: "evidence", title: "The key has signed nothing yet", binding: true },
  "app-attest-environment": { stage: "app", title: "The key was made in the registered environment", binding: false },
  "credential-id": { stage: "evidence", title: "The credential is the attested key's", binding: true },
  "credential-key": { stage: "evidence", title: "The credential's public key is the attested one", binding: true },
  "authenticator-extensions": { stage: "evidence", title: "The extensions have the documented form", binding: true },
  "validation-category": { stage: "app", title: "The app was delivered in an accepted way", binding: false },
  "bundle-version": { stage: "app", title: "The app version is new enough", binding: false },
  "attested-os-version": { stage: "device", title: "The system version is new enough", binding: false },
} as const satisfies CheckTable;

export type AppAttestCheck = keyof typeof APP_ATTEST_CHECKS;

/** The checks on an App Attest assertion, in order. */
export const APP_ATTEST_ASSERTION_CHECKS = {
  "assertion-decodes": { stage: "evidence", title: "The assertion has the documented form", binding: true },
  "assertion-signature": { stage: "evidence", title: "The attested key signed this request", binding: true },
  "app-id-hash": { stage: "app", title: "The evidence belongs to the registered app", binding: true },
  "assertion-counter": { stage: "challenge", title: "The counter is greater than every one before", binding: true },
  "authenticator-extensions": { stage: "evidence", title: "The extensions have the documented form", binding: false },
} as const satisfies CheckTable;

export type AppAttestAssertionCheck = keyof typeof APP_ATTEST_ASSERTION_CHECKS;
