import type { EvidenceFormat, SecurityLevel } from "@/lib/contract/evidence";

export const FORMAT_WORDS: Readonly<Record<EvidenceFormat, { readonly title: string; readonly meaning: string }>> = {
  "software-key": {
    title: "Software key",
    meaning: "proves that it is the same installation, nothing about the phone",
  },
  "app-attest": { title: "App Attest", meaning: "Apple vouches for app and key" },
  "key-attestation": { title: "Key Attestation", meaning: "the phone’s hardware vouches for key, boot state and app" },
  "play-integrity": { title: "Play Integrity", meaning: "Google vouches for phone, app and licence" },
};

export const LEVEL_WORDS: Readonly<Record<SecurityLevel, string>> = {
  none: "anything",
  software: "software",
  "trusted-environment": "trusted environment",
  strongbox: "StrongBox",
  "secure-enclave": "Secure Enclave",
};

export const BUILD_WORDS = {
  signer: "any version by a registered signer",
  exact: "only registered builds",
} as const;

export const DEVELOPMENT_WORDS = {
  never: "refused",
  "unreleased-builds": "for unreleased builds",
  "all-builds": "for released builds too",
} as const;
