import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { TOKEN_ALGORITHMS } from "../../lib/contract/tokens";
import { EXIT, printData, printResult } from "../output";
import { parseCommand } from "../parse-command";
import { readValue } from "../read-value";
import { type ExampleKey, freshKeyPair, keyPairOf, sharedKey, signExample } from "../tokens/example-key";
import { UsageError } from "../usage-error";

const USAGE =
  "attestry token example (--secret <file> | --alg ES256|RS256 [--key <file>] [--jwks <file>]) [--type valid|invalid|expired] [--json]";

const HELP = `usage: ${USAGE}

Prints a token to try a backend with: the claims and the size of a real one, good for an hour. "invalid" is signed by a
key that nobody knows, as the decoy of a failed attestation is.

  --secret <file>  the API's HS256 secret, in any form the console exports ("-" reads stdin)
  --alg <name>     ES256 or RS256: signed by a key made for it, whose key set your backend is to trust for the trial
  --key <file>     ES256, RS256: sign by this private key, PEM or JWK ("-" reads stdin)
  --jwks <file>    ES256, RS256: write the key set there, for your backend
  --kid <kid>      the key's name, for backends that choose the key by it
  --type <type>    valid (default), invalid or expired
  --bound <value>  the header value that "pay" shall be the hash of
  --audience <api> what "aud" shall name
  --json           print one JSON object: token, header, claims, and the key set`;

const TYPES = ["valid", "invalid", "expired"];
const HOUR_SECONDS = 3600;

/** `attestry token example`. */
export async function tokenExample(args: readonly string[]): Promise<number> {
  const options = {
    secret: { type: "string" },
    alg: { type: "string" },
    key: { type: "string" },
    jwks: { type: "string" },
    kid: { type: "string" },
    type: { type: "string", default: "valid" },
    bound: { type: "string" },
    audience: { type: "string" },
    json: { type: "boolean" },
    help: { type: "boolean", short: "h" },
  } as const;
  const { values, positionals } = parseCommand(args, options, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  if (positionals.length > 0) throw new UsageError("token example takes no argument", USAGE);
  if (!TYPES.includes(values.type)) throw new UsageError(`--type is one of ${TYPES.join(", ")}`, USAGE);
  const key = await chooseKey(values);
  const claims = claimsOf(values);
  const { token, header } = signExample(key, claims, { genuine: values.type !== "invalid" });
  const jwks = key.publicJwk === null ? null : { keys: [key.publicJwk] };
  if (values.jwks !== undefined) await writeKeySet(values.jwks, jwks);
  printResult(values, { token, header, claims, ...(jwks === null ? {} : { jwks }) }, token);
  return EXIT.ok;
}

interface Values {
  readonly secret?: string | undefined;
  readonly alg?: string | undefined;
  readonly key?: string | undefined;
  readonly jwks?: string | undefined;
  readonly kid?: string | undefined;
  readonly type: string;
  readonly bound?: string | undefined;
  readonly audience?: string | undefined;
}

async function chooseKey({ secret, alg = "HS256", key, jwks, kid }: Values): Promise<ExampleKey> {
  const algorithm = TOKEN_ALGORITHMS.find((one) => one === alg);
  if (algorithm === undefined) throw new UsageError(`--alg is one of ${TOKEN_ALGORITHMS.join(", ")}`, USAGE);
  if (algorithm === "HS256") {
    if (secret === undefined) throw new UsageError("token example needs --secret, or --alg ES256 or RS256", USAGE);
    if (key !== undefined || jwks !== undefined) {
      throw new UsageError("--key and --jwks are for --alg ES256 and RS256", USAGE);
    }
    return sharedKey(await readValue(secret, USAGE), kid, USAGE);
  }
  if (secret !== undefined) throw new UsageError(`--secret is for HS256; ${algorithm} takes --key`, USAGE);
  if (key === undefined) return freshKeyPair(algorithm, kid);
  return keyPairOf(algorithm, await readValue(key, USAGE), kid, USAGE);
}

function claimsOf({ audience, type, bound }: Values): Record<string, unknown> {
  const seconds = Math.floor(Date.now() / 1000);
  return {
    ...(audience === undefined ? {} : { aud: audience }),
    exp: type === "expired" ? seconds - HOUR_SECONDS : seconds + HOUR_SECONDS,
    did: Buffer.alloc(16, "example").toString("base64"),
    ip: "192.0.2.1",
    arc: "EXAMPLE000",
    ...(bound === undefined ? {} : { pay: createHash("sha256").update(bound).digest("base64") }),
  };
}

async function writeKeySet(file: string, jwks: object | null): Promise<void> {
  await writeFile(file, `${JSON.stringify(jwks, null, 2)}\n`).catch((cause: unknown) => {
    throw new UsageError(`${file} can't be written`, USAGE, { cause });
  });
}
