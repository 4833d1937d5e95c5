/** Limits and names of runtime secrets, free of parsers so that SDK and browser can carry them. */

/** Secrets one app may have. */
export const SECRETS_PER_APP_MAX = 1000;
/** Bytes of UTF-8 one value may have. */
export const SECRET_BYTES_MAX = 65_536;
/** Bytes that one app's secrets may come to together, with their names and domains: each delivery carries them all. */
export const APP_SECRETS_BYTES_MAX = 4 * 1024 ** 2;
/** What apps write as a placeholder; never part of a value. */
export const SECRET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** Bytes of JSON that an app's own claims may have in a custom JWT. */
export const JWT_CLAIMS_BYTES_MAX = 4096;
/** Claims of a custom JWT that the service writes itself. */
export const RESERVED_JWT_CLAIMS = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "did", "arc", "cnf"] as const;
/** How long a delivered value may be used before the instance has to attest again, in seconds. */
export const DELIVERY_TTL_SECONDS = 300;
/** How long after a version's end its use is no alarm: it was delivered before, and the report took its way. */
export const LATE_USE_SECONDS = DELIVERY_TTL_SECONDS + 30;
