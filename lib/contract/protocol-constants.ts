/** The wire's plain constants, free of parsers so that an SDK can carry them without the rest. */

/** Largest request body in bytes; an App Attest attestation or a chain of ten certificates fits with room to spare. */
export const REQUEST_BYTES_MAX = 128 * 1024;
/** Seconds within which evidence must answer a challenge. */
export const CHALLENGE_TTL_SECONDS = 60;

export const ENROLMENT_PROFILE = "tag:attestry.dev,2026:enrolment";
export const ATTESTATION_PROFILE = "tag:attestry.dev,2026:attestation";
export const ENROLMENT_TYP = "enrolment+jwt";
export const ATTESTATION_TYP = "attestation+jwt";

/** Where a token travels when its API domain sets nothing else. */
export const DEFAULT_TOKEN_HEADER = "Attestry-Token";
/** Tells the relying party in lower case why a token is there or missing, e.g. `no_service`. */
export const STATUS_HEADER = "Attestry-Status";
/** Proves to `GET /v1/test/apps` that the caller may send test traffic. */
export const TEST_KEY_HEADER = "Attestry-Test-Key";
