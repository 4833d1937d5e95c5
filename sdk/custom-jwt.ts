import { JWT_CLAIMS_BYTES_MAX, RESERVED_JWT_CLAIMS } from "../lib/contract/secrets";
import type { Wants } from "../lib/contract/wants";
import { AttestryOtherError } from "./errors";

type JwtClaims = NonNullable<Wants["jwt_claims"]>;

/** The app's claims as the service takes them: a JSON object, not too long, naming none of the service's. */
export function readJwtClaims(claims: unknown): JwtClaims {
  const json = serialize(claims);
  if (json === undefined || !json.startsWith("{")) throw new AttestryOtherError("BAD_PAYLOAD");
  if (json.length > JWT_CLAIMS_BYTES_MAX) {
    throw refused(`The claims have more than ${JWT_CLAIMS_BYTES_MAX} characters of JSON.`);
  }
  const parsed: JwtClaims = JSON.parse(json);
  const reserved = RESERVED_JWT_CLAIMS.find((name) => Object.hasOwn(parsed, name));
  if (reserved !== undefined) throw refused(`The claim ${reserved} is the service's own.`);
  return parsed;
}

function serialize(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw new AttestryOtherError("BAD_PAYLOAD", cause);
  }
}

function refused(detail: string): AttestryOtherError {
  return new AttestryOtherError("BAD_PAYLOAD", undefined, detail);
}
