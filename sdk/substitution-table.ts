import type { DecisionMode, Status } from "./status";

/** `swap`: the value goes out. `leave`: the placeholder does, and the API refuses it. `throw`: nothing leaves. */
export type SubstitutionAction = "swap" | "leave" | "throw";

/**
 * What happens to a request whose placeholder ended with a status; substitution.test.ts pins the whole table and
 * docs/sdk.md shows it. A placeholder is never a secret, so `leave` gives nothing away.
 */
export const SUBSTITUTIONS = {
  SUCCESS: { closed: "swap", proceed: "swap" },
  NO_NETWORK: { closed: "throw", proceed: "leave" },
  POOR_NETWORK: { closed: "throw", proceed: "leave" },
  UNTRUSTED_NETWORK: { closed: "throw", proceed: "leave" },
  NO_SERVICE: { closed: "throw", proceed: "leave" },
  BAD_URL: { closed: "throw", proceed: "leave" },
  UNKNOWN_URL: { closed: "leave", proceed: "leave" },
  UNPROTECTED_URL: { closed: "leave", proceed: "leave" },
  NOT_INITIALIZED: { closed: "throw", proceed: "leave" },
  REJECTED: { closed: "throw", proceed: "leave" },
  DISABLED: { closed: "throw", proceed: "leave" },
  UNKNOWN_KEY: { closed: "leave", proceed: "leave" },
  BAD_KEY: { closed: "throw", proceed: "leave" },
  BAD_PAYLOAD: { closed: "throw", proceed: "leave" },
  INTERNAL_ERROR: { closed: "throw", proceed: "leave" },
} as const satisfies Record<Status, Record<DecisionMode, SubstitutionAction>>;

/** What happens to a request whose placeholder ended with this status. */
export function substitutionFor(status: Status, mode: DecisionMode): SubstitutionAction {
  return SUBSTITUTIONS[status][mode];
}
