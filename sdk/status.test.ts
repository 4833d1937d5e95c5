import { expect, it } from "vitest";
import { actionFor, STATUS_ALIASES, STATUSES, type Status, statusHeaderValue } from "./status";

/** The contract with relying parties and apps. A change here breaks theirs: it needs a new major version. */
const PINNED: Record<Status, [kind: string | null, closed: string, proceed: string]> = {
  SUCCESS: [null, "send", "send"],
  NO_NETWORK: ["network", "throw", "send-empty"],
  POOR_NETWORK: ["network", "throw", "send-empty"],
  UNTRUSTED_NETWORK: ["network", "throw", "send-empty"],
  NO_SERVICE: ["network", "send-empty", "send-empty"],
  BAD_URL: ["other", "throw", "send-empty"],
  UNKNOWN_URL: ["other", "untouched", "untouched"],
  UNPROTECTED_URL: ["other", "untouched", "untouched"],
  NOT_INITIALIZED: ["other", "throw", "send-empty"],
  REJECTED: ["rejection", "throw", "send-empty"],
  DISABLED: ["other", "throw", "send-empty"],
  UNKNOWN_KEY: ["other", "throw", "send-empty"],
  BAD_KEY: ["other", "throw", "send-empty"],
  BAD_PAYLOAD: ["other", "throw", "send-empty"],
  INTERNAL_ERROR: ["other", "throw", "send-empty"],
};

it("keeps every status, its error class and its default decisions as published", () => {
  const table = Object.fromEntries(
    Object.entries(STATUSES).map(([id, { kind, closed, proceed }]) => [id, [kind, closed, proceed]]),
  );
  expect(table).toEqual(PINNED);
});

it("calls exactly the network's statuses retryable", () => {
  for (const { kind, retryable } of Object.values(STATUSES)) expect(retryable).toBe(kind === "network");
});

it("keeps the aliases of other products' names", () => {
  expect(STATUS_ALIASES).toEqual({ NO_APPROOV_SERVICE: "NO_SERVICE", MITM_DETECTED: "UNTRUSTED_NETWORK" });
});

it("travels in lower case", () => {
  expect(statusHeaderValue("NO_SERVICE")).toBe("no_service");
});

it("never sends on an untrusted network unless the app asked to proceed", () => {
  expect(actionFor("UNTRUSTED_NETWORK", "closed")).toBe("throw");
});
