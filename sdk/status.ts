/**
 * Every status a call can end with, and what `attestedFetch` does with a request to a protected API in each. Relying
 * parties read the status in the `Attestry-Status` header, so neither names nor actions change within a major version;
 * status.test.ts pins the whole table. docs/sdk.md shows it to users.
 */

/**
 * `send`: with its token. `send-empty`: with an empty token header, so that the relying party decides. `untouched`: as
 * the app made it, nothing added. `throw`: it never leaves.
 */
export type RequestAction = "send" | "send-empty" | "untouched" | "throw";

/** `closed`: without proof, nothing leaves. `proceed`: everything leaves and the relying party decides. */
export type DecisionMode = "closed" | "proceed";

/** Which of the three error classes reports the status; null where there is no error. */
export type ErrorKind = "network" | "rejection" | "other";

interface StatusRow {
  readonly kind: ErrorKind | null;
  /** Whether the same call may succeed later without a change to the app. */
  readonly retryable: boolean;
  readonly closed: RequestAction;
  readonly proceed: RequestAction;
  readonly meaning: string;
}

export const STATUSES = {
  SUCCESS: {
    kind: null,
    retryable: false,
    closed: "send",
    proceed: "send",
    meaning: "The request carries a token.",
  },
  NO_NETWORK: {
    kind: "network",
    retryable: true,
    closed: "throw",
    proceed: "send-empty",
    meaning: "The phone has no network, or the attestation service's name does not resolve.",
  },
  POOR_NETWORK: {
    kind: "network",
    retryable: true,
    closed: "throw",
    proceed: "send-empty",
    meaning: "The network is too slow or broke off before the attestation service answered.",
  },
  UNTRUSTED_NETWORK: {
    kind: "network",
    retryable: true,
    closed: "throw",
    proceed: "send-empty",
    meaning: "TLS to the attestation service is not to be trusted; somebody may be intercepting it.",
  },
  NO_SERVICE: {
    kind: "network",
    retryable: true,
    closed: "send-empty",
    proceed: "send-empty",
    meaning: "The network works, but the attestation service is down, overloaded or not what it should be.",
  },
  BAD_URL: {
    kind: "other",
    retryable: false,
    closed: "throw",
    proceed: "send-empty",
    meaning: "The address can't be used: it does not parse, or it would send a token without TLS.",
  },
  UNKNOWN_URL: {
    kind: "other",
    retryable: false,
    closed: "untouched",
    proceed: "untouched",
    meaning: "The address belongs to none of the app's API domains.",
  },
  UNPROTECTED_URL: {
    kind: "other",
    retryable: false,
    closed: "untouched",
    proceed: "untouched",
    meaning: "The API domain is known, but the service issues no token for it.",
  },
  NOT_INITIALIZED: {
    kind: "other",
    retryable: false,
    closed: "throw",
    proceed: "send-empty",
    meaning: "initialize() has not been called.",
  },
  REJECTED: {
    kind: "rejection",
    retryable: false,
    closed: "throw",
    proceed: "send-empty",
    meaning: "The service refuses this app instance and its policy lets the app know.",
  },
  DISABLED: {
    kind: "other",
    retryable: false,
    closed: "throw",
    proceed: "send-empty",
    meaning: "The feature is switched off for this app.",
  },
  UNKNOWN_KEY: {
    kind: "other",
    retryable: false,
    closed: "throw",
    proceed: "send-empty",
    meaning: "No secret has this name.",
  },
  BAD_KEY: {
    kind: "other",
    retryable: false,
    closed: "throw",
    proceed: "send-empty",
    meaning: "This can't be the name of a secret.",
  },
  BAD_PAYLOAD: {
    kind: "other",
    retryable: false,
    closed: "throw",
    proceed: "send-empty",
    meaning: "The claims handed in are not a JSON object.",
  },
  INTERNAL_ERROR: {
    kind: "other",
    retryable: false,
    closed: "throw",
    proceed: "send-empty",
    meaning: "The SDK, a provider or a store failed; the error's cause says how.",
  },
} as const satisfies Record<string, StatusRow>;

export type Status = keyof typeof STATUSES;

/** Names that other products' relying parties and documents use for the same status. */
export const STATUS_ALIASES = {
  NO_APPROOV_SERVICE: "NO_SERVICE",
  MITM_DETECTED: "UNTRUSTED_NETWORK",
} as const satisfies Record<string, Status>;

/** What happens to a request to a protected API that ended with this status. */
export function actionFor(status: Status, mode: DecisionMode): RequestAction {
  return STATUSES[status][mode];
}

/** The status as it travels in the status header: lower case. */
export function statusHeaderValue(status: Status): string {
  return status.toLowerCase();
}
