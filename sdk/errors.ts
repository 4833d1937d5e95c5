import { type ErrorKind, STATUSES, type Status } from "./status";

type StatusOf<Kind extends ErrorKind> = {
  [Id in Status]: (typeof STATUSES)[Id]["kind"] extends Kind ? Id : never;
}[Status];

export type NetworkStatus = StatusOf<"network">;
export type OtherStatus = StatusOf<"other">;

/** What every typed error has in common. `message` is one sentence, free of tokens and secrets. */
export abstract class AttestryError extends Error {
  abstract readonly kind: ErrorKind;
  readonly status: Exclude<Status, "SUCCESS">;
  /** Whether the same call may succeed later without a change to the app. */
  readonly retryable: boolean;

  constructor(status: Exclude<Status, "SUCCESS">, cause?: unknown, detail?: string) {
    super(detail ?? STATUSES[status].meaning, cause === undefined ? undefined : { cause });
    this.status = status;
    this.retryable = STATUSES[status].retryable;
  }
}

/** The network or the service stood in the way; try again later. Says nothing about the app or the phone. */
export class AttestryNetworkError extends AttestryError {
  override readonly name = "AttestryNetworkError";
  readonly kind = "network";
  declare readonly status: NetworkStatus;
  /** Seconds after which the SDK itself will ask the service again, where it holds back. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: NetworkStatus, cause?: unknown, retryAfterSeconds?: number) {
    super(status, cause);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The service refused this app instance, and the policy lets the app know. */
export class AttestryRejectionError extends AttestryError {
  override readonly name = "AttestryRejectionError";
  readonly kind = "rejection";
  declare readonly status: "REJECTED";
  /** The attestation response code to read out to support. */
  readonly arc: string;
  /** Signal ids, e.g. `root`. */
  readonly reasons: readonly string[];

  constructor(arc: string, reasons: readonly string[]) {
    super("REJECTED");
    this.arc = arc;
    this.reasons = reasons;
  }
}

/** Neither network nor rejection: the call, the set-up or the SDK itself. */
export class AttestryOtherError extends AttestryError {
  override readonly name: string = "AttestryOtherError";
  readonly kind = "other";
  declare readonly status: OtherStatus;

  constructor(status: OtherStatus, cause?: unknown, detail?: string) {
    super(status, cause, detail);
  }
}

/** The development credential no longer holds, so that this build can't enrol: make a new one in the console. */
export class AttestryDevelopmentCredentialError extends AttestryOtherError {
  override readonly name: string = "AttestryDevelopmentCredentialError";
  /** What ended it. */
  readonly ended: "expired" | "revoked" | "used-up";

  constructor(ended: AttestryDevelopmentCredentialError["ended"], detail: string) {
    super("DISABLED", undefined, detail);
    this.ended = ended;
  }
}

/** Any thrown value as a typed error: what is not ours is an internal error that keeps its cause. */
export function typedError(error: unknown): AttestryError {
  return error instanceof AttestryError ? error : new AttestryOtherError("INTERNAL_ERROR", error);
}
