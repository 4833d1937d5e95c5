/** How one attempt to deliver ended. */
export interface AttemptResult {
  /** HTTP status, or the SMTP server's code; null when none came. */
  readonly status: number | null;
  /** Null when the receiver took it, else one line for the delivery log, without anything secret. */
  readonly problem: string | null;
  /** The receiver said that it never will take it. */
  readonly gone: boolean;
}

/** Time for one attempt, from connecting to the answer's end. */
export const ATTEMPT_TIMEOUT_MS = 10_000;

/** The cause in words that hold no URL and no secret: an error's code, or our own message. */
export function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return "failed";
  if (error.name === "ReceiverError") return error.message;
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  return code === "ABORT_ERR" || code === "AbortError" ? `no answer within ${ATTEMPT_TIMEOUT_MS / 1000} s` : code;
}
