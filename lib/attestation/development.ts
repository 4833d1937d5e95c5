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
import type {
  DevelopmentCredential,
  EndedDevelopmentCredential,
  ReferenceValues,
  RegisteredApp,
} from "./reference-values";
import { thumbprint } from "./thumbprint";

/** Clocks of laptops and build machines may be this far off, in seconds. */
const SKEW_SECONDS = 60;

/** The credential behind a token that holds; why one that is genuine does not; or nothing, for every other token. */
export type ShownCredential =
  | { readonly state: "holds"; readonly credential: DevelopmentCredential }
  | { readonly state: "ended"; readonly ended: EndedDevelopmentCredential["ended"] }
  | { readonly state: "unproven" };

/** Judges a development token for this app, this instance key and this moment. */
export function verifyDevelopmentToken(
  token: string,
  app: RegisteredApp,
  instanceKey: PublicJwk,
  references: ReferenceValues,
  now: Date,
): ShownCredential {
  const kid = decodeCompactJws(token)?.header.kid;
  if (typeof kid !== "string") return { state: "unproven" };
  const held = references.developmentCredential(kid, now);
  const ended = held === null ? references.endedDevelopmentCredential(kid, now) : null;
  const credential = held ?? ended?.credential ?? null;
  if (credential === null || !isProven(token, credential, app, instanceKey, now)) return { state: "unproven" };
  // Only who has the key is told that it has ended.
  return ended === null ? { state: "holds", credential } : { state: "ended", ended: ended.ended };
}

/** Whether a token was made with the credential's key, for this app, this instance key and this moment. */
function isProven(
  token: string,
  credential: DevelopmentCredential,
  app: RegisteredApp,
  instanceKey: PublicJwk,
  now: Date,
): boolean {
  const jws = decodeCompactJws(token);
  if (jws === null || credential.appId !== app.id) return false;
  const { header, signature, signingInput } = jws;
  // RFC 8725 section 3.1: neither algorithm nor type is the token's to choose.
  if (header.alg !== "ES256" || header.typ !== DEVELOPMENT_TYP || Object.keys(header).length !== 3) return false;
  const key = importPublicJwk(credential.publicJwk);
  if (key === null || signature.length !== 64) return false;
  if (!verify("sha256", signingInput, { key, dsaEncoding: "ieee-p1363" }, signature)) return false;
  const claims = developmentClaimsSchema.safeParse(jws.payload);
  if (!claims.success || claims.data.aud !== app.appId || claims.data.jkt !== thumbprint(instanceKey)) return false;
  const seconds = now.getTime() / 1000;
  const { iat, exp } = claims.data;
  return iat <= seconds + SKEW_SECONDS && exp > seconds - SKEW_SECONDS && exp - iat <= DEVELOPMENT_TOKEN_TTL_SECONDS;
}
