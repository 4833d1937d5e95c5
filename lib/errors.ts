/** The error codes of the whole system. An error has a stable code, a sentence for the caller, and a private cause. */

/** Code -> HTTP status. The codes on the phone's wire follow RFC 6749 section 5.2 and the client-attestation draft. */
export const ERROR_STATUS = {
  invalid_request: 400,
  use_attestation_challenge: 400,
  unreadable_package: 400,
  rejected_package: 422,
  invalid_token: 401,
  unauthenticated: 401,
  invalid_credentials: 401,
  forbidden: 403,
  development_credential_expired: 403,
  development_credential_revoked: 403,
  development_credential_used_up: 403,
  cross_site_request: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  confirmation_required: 409,
  content_too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  locked_out: 429,
  internal_error: 500,
  temporarily_unavailable: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** An error whose message may be shown to the caller. Everything else that is thrown loses its words on the way out. */
export class AttestryError extends Error {
  readonly code: ErrorCode;
  /** Field path -> message, for forms. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; fields?: Record<string, string> } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AttestryError";
    this.code = code;
    this.fields = options.fields ?? {};
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

/** What a caller may see of any thrown value: our own errors as they are, the rest as an internal error. */
export function publicError(error: unknown): AttestryError {
  if (error instanceof AttestryError) return error;
  return new AttestryError("internal_error", "Something went wrong on our side; it has been logged.", { cause: error });
}
