import {
  createHmac,
  createPrivateKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import type { TokenAlgorithm } from "../../lib/contract/tokens";
import { exportPublicJwk } from "../../lib/encoding/p256-keys";
import { UsageError } from "../usage-error";
import { parseSharedSecret } from "./verify-token";

/** RFC 7518 section 3.3: a key of 2048 bits or more. */
const RSA_BITS_MIN = 2048;

type KeyPairAlgorithm = Exclude<TokenAlgorithm, "HS256">;
type Signer = (input: string) => Buffer;

/** What an example token is signed by; `strange` is a key of the same kind that nobody knows. */
export interface ExampleKey {
  readonly algorithm: TokenAlgorithm;
  readonly kid: string | undefined;
  readonly genuine: Signer;
  readonly strange: () => Signer;
  /** For a key set (RFC 7517); null for a shared secret. */
  readonly publicJwk: JsonWebKey | null;
}

/** The HS256 secret of an API, in any form the console exports. */
export function sharedKey(text: string, kid: string | undefined, usage: string): ExampleKey {
  const secret = parsedSecret(text, usage);
  const signer =
    (key: Buffer): Signer =>
    (input) =>
      createHmac("sha256", key).update(input).digest();
  const strange = () => signer(randomBytes(secret.length));
  return { algorithm: "HS256", kid, genuine: signer(secret), strange, publicJwk: null };
}

function parsedSecret(text: string, usage: string): Buffer {
  try {
    return parseSharedSecret(text);
  } catch {
    throw new UsageError("the secret is not base64, base64url, percent-encoded or a JWK", usage);
  }
}

/** A key pair made for one example. */
export function freshKeyPair(algorithm: KeyPairAlgorithm, kid = "example"): ExampleKey {
  return exampleKey(algorithm, newPrivateKey(algorithm), kid);
}

/** The key pair of a private key that was given, PEM or JWK. */
export function keyPairOf(
  algorithm: KeyPairAlgorithm,
  text: string,
  kid: string | undefined,
  usage: string,
): ExampleKey {
  const { key, kid: ownKid } = readPrivateKey(text, usage);
  const fits =
    algorithm === "ES256"
      ? key.asymmetricKeyDetails?.namedCurve === "prime256v1"
      : key.asymmetricKeyType === "rsa" && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= RSA_BITS_MIN;
  if (!fits) {
    const wanted = algorithm === "ES256" ? "a P-256 key" : `an RSA key of ${RSA_BITS_MIN} bits or more`;
    throw new UsageError(`${algorithm} needs ${wanted}`, usage);
  }
  return exampleKey(algorithm, key, kid ?? ownKid ?? "example");
}

/** The token, with its header; not genuine, it is signed as a decoy is. */
export function signExample(key: ExampleKey, claims: Record<string, unknown>, { genuine }: { genuine: boolean }) {
  const header = { alg: key.algorithm, typ: "JWT", ...(key.kid === undefined ? {} : { kid: key.kid }) };
  const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  const signer = genuine ? key.genuine : key.strange();
  return { header, token: `${input}.${signer(input).toString("base64url")}` };
}

function exampleKey(algorithm: KeyPairAlgorithm, key: KeyObject, kid: string): ExampleKey {
  const publicJwk = { ...exportPublicJwk(key), kid, alg: algorithm, use: "sig" };
  const strange = () => signerBy(algorithm, newPrivateKey(algorithm));
  return { algorithm, kid, genuine: signerBy(algorithm, key), strange, publicJwk };
}

function signerBy(algorithm: KeyPairAlgorithm, key: KeyObject): Signer {
  // RFC 7518 section 3.4: the two integers of an ES256 signature, not their DER.
  const options = algorithm === "ES256" ? { key, dsaEncoding: "ieee-p1363" as const } : key;
  return (input) => sign("sha256", Buffer.from(input), options);
}

function newPrivateKey(algorithm: KeyPairAlgorithm): KeyObject {
  return algorithm === "ES256"
    ? generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey
    : generateKeyPairSync("rsa", { modulusLength: RSA_BITS_MIN }).privateKey;
}

function readPrivateKey(text: string, usage: string): { key: KeyObject; kid: string | undefined } {
  try {
    if (!text.trimStart().startsWith("{")) return { key: createPrivateKey(text), kid: undefined };
    const jwk: JsonWebKey & { kid?: unknown } = JSON.parse(text);
    const kid = typeof jwk.kid === "string" ? jwk.kid : undefined;
    return { key: createPrivateKey({ key: jwk, format: "jwk" }), kid };
  } catch {
    // Without the cause: it may quote what was given.
    throw new UsageError("the key is not a private key in PEM or a JWK", usage);
  }
}
