/** @module The Attestry client SDK. docs/sdk.md shows how to use it. */
export { type Attestry, createAttestry } from "./attestry";
export type { BackOff } from "./back-off";
export type { Clock } from "./clock";
export type { StatusEvent } from "./engine";
export type { Measurement, SignalProvider } from "./environment";
export {
  AttestryDevelopmentCredentialError,
  AttestryError,
  AttestryNetworkError,
  AttestryOtherError,
  AttestryRejectionError,
  type NetworkStatus,
  type OtherStatus,
} from "./errors";
export {
  type EvidenceProvider,
  type EvidenceRequest,
  type PlatformEvidence,
  type PublicJwk,
  softwareEvidence,
} from "./evidence-provider";
export { type InstanceKey, type KeyHandle, type KeyProvider, type PrivateJwk, webCryptoKeys } from "./instance-key";
export { keyAttestationEvidence } from "./native/android-keystore";
export { appAttestEvidence } from "./native/app-attest";
export type { AndroidKeystore, AppAttestService, Bytes, KeystoreKey, PlayIntegrityApi } from "./native/contract";
export { playIntegrityEvidence } from "./native/play-integrity";
export type { AttestryOptions } from "./options";
export type { Secrets } from "./secrets";
export { memorySecureStore, type RemovingTextStorage, type SecureStore, webSecureStore } from "./secure-store";
export {
  actionFor,
  type DecisionMode,
  type ErrorKind,
  type RequestAction,
  STATUS_ALIASES,
  STATUSES,
  type Status,
  statusHeaderValue,
} from "./status";
export { memoryStore, type Store, type StoredInstance, type StoredProof, type TextStorage, textStore } from "./store";
export type { SubstitutionControls } from "./substitution";
export { SUBSTITUTIONS, type SubstitutionAction, substitutionFor } from "./substitution-table";
export type { UsableToken } from "./token-cache";
export type { Fetch, ServiceAnswer, ServiceRequest, Transport } from "./transport";
export { SDK_VERSION } from "./version";
