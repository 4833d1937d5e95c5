import type { DevelopmentClaims } from "../lib/contract/development";
import {
  DEVELOPMENT_TOKEN_TTL_SECONDS,
  DEVELOPMENT_TYP,
  parseDevelopmentSecret,
} from "../lib/contract/development-secret";
import { base64url, utf8 } from "./encoding";
import type { PublicJwk } from "./evidence-provider";
import type { Settings } from "./options";

/** A development token for one enrolment (compact JWS): for this app and this instance key, a few minutes. */
export async function developmentToken(settings: Settings, instanceKey: PublicJwk): Promise<string | null> {
  const secret =
    settings.developmentCredential === undefined ? null : parseDevelopmentSecret(settings.developmentCredential);
  if (secret === null) return null;
  const seconds = Math.floor(settings.clock.now() / 1000);
  const claims: DevelopmentClaims = {
    aud: settings.app,
    jkt: await thumbprint(instanceKey),
    iat: seconds,
    exp: seconds + DEVELOPMENT_TOKEN_TTL_SECONDS,
  };
  const header = { alg: "ES256", typ: DEVELOPMENT_TYP, kid: secret.id };
  const signed = `${base64url(utf8(JSON.stringify(header)))}.${base64url(utf8(JSON.stringify(claims)))}`;
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("jwk", secret.jwk, algorithm, false, ["sign"]);
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, utf8(signed));
  return `${signed}.${base64url(new Uint8Array(signature))}`;
}

/** RFC 7638 section 3. */
async function thumbprint({ kty, crv, x, y }: PublicJwk): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", utf8(JSON.stringify({ crv, kty, x, y })));
  return base64url(new Uint8Array(digest));
}
