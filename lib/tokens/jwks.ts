/**
 * The published key set (RFC 7517) and its discovery document. Symmetric keys never appear in either.
 * @module
 */
import { createPublicKey } from "node:crypto";
import type { TokenKey } from "./keys";

export interface PublishedJwk {
  readonly kty: string;
  readonly kid: string;
  readonly use: "sig";
  readonly alg: string;
  readonly [member: string]: string;
}

/** The public halves of the asymmetric keys among `keys`. */
export function publishKeys(keys: readonly TokenKey[]): { keys: PublishedJwk[] } {
  return {
    keys: keys
      .filter((key) => key.algorithm !== "HS256")
      .map(({ kid, algorithm, key }) => {
        const { kty = "", crv, x, y, n, e } = createPublicKey(key).export({ format: "jwk" });
        const members = Object.fromEntries(
          Object.entries({ crv, x, y, n, e }).filter(([, value]) => value !== undefined),
        );
        return { kty, kid, use: "sig", alg: algorithm, ...members } as PublishedJwk;
      }),
  };
}

/** OpenID Connect Discovery 1.0 section 3, reduced to what gateways read to find the key set. */
export function discoveryDocument(issuer: string): Record<string, unknown> {
  return {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ["none"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256", "ES256"],
  };
}
