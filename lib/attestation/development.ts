/**
 * Development tokens: a compact JWS by the key of a development credential, for one app and one instance key.
 * @module
 */
import { verify } from "node:crypto";
import { developmentClaimsSchema } from "../contract/development";
import { DEVELOPMENT_TOKEN_TTL_SECONDS, DEVELOPMENT_TYP } from "../contract/development-secret";
import { decodeCompactJws } from "../encoding/jws";
import type { PublicJwk } from "./claims";
import { importPublicJwk } from "./possession";
import type { DevelopmentCredential, ReferenceValues, RegisteredApp } from "./reference-values";
import { thumbprint } from "./thumbprint";

/** Clocks of laptops and build machines may be this far off, in seconds. */
const SKEW_SECONDS = 60;

/** The credential behind a token; null where it does not hold for this app, this instance key and this moment. */
export function verifyDevelopmentToken(
  token: string,
  app: RegisteredApp,
  instanceKey: PublicJwk,
  references: ReferenceValues,
  now: Date,
): DevelopmentCredential | null {
  const jws = decodeCompactJws(token);
  if (jws === null) return null;
  const { header, signature, signingInput } = jws;
  // RFC 8725 section 3.1: neither algorithm nor type is the token's to choose.
  if (header.alg !== "ES256" || header.typ !== DEVELOPMENT_TYP || typeof header.kid !== "string") return null;
  if (Object.keys(header).length !== 3 || signature.length !== 64) return null;
  const credential = references.developmentCredential(header.kid, now);
  if (credential === null || credential.appId !== app.id) return null;
  const key = importPublicJwk(credential.publicJwk);
  if (key === null || !verify("sha256", signingInput, { key, dsaEncoding: "ieee-p1363" }, signature)) return null;
  const claims = developmentClaimsSchema.safeParse(jws.payload);
  if (!claims.success || claims.data.aud !== app.appId || claims.data.jkt !== thumbprint(instanceKey)) return null;
  const seconds = now.getTime() / 1000;
  const { iat, exp } = claims.data;
  const holds =
    iat <= seconds + SKEW_SECONDS && exp > seconds - SKEW_SECONDS && exp - iat <= DEVELOPMENT_TOKEN_TTL_SECONDS;
  return holds ? credential : null;
}
