import { createHash, createHmac, randomBytes } from "node:crypto";
import { EXIT, printData } from "../output";
import { parseCommand } from "../parse-command";
import { readValue } from "../read-value";
import { parseSharedSecret } from "../tokens/verify-token";
import { UsageError } from "../usage-error";

const USAGE = "attestry token example --secret <file> [--kid <kid>] [--type valid|invalid|expired] [--bound <value>]";

const HELP = `usage: ${USAGE}

Prints a token to try a backend with: the claims and the size of a real one, good for an hour. "invalid" is signed by a
key that nobody knows, as the decoy of a failed attestation is.

  --secret <file>  the API's HS256 secret, in any form the console exports ("-" reads stdin)
  --kid <kid>      the key's name, for backends that choose the key by it
  --type <type>    valid (default), invalid or expired
  --bound <value>  the header value that "pay" shall be the hash of
  --audience <api> what "aud" shall name`;

const TYPES = ["valid", "invalid", "expired"];
const HOUR_SECONDS = 3600;

/** `attestry token example`. */
export async function tokenExample(args: readonly string[]): Promise<number> {
  const options = {
    secret: { type: "string" },
    kid: { type: "string" },
    type: { type: "string", default: "valid" },
    bound: { type: "string" },
    audience: { type: "string" },
    help: { type: "boolean", short: "h" },
  } as const;
  const { values, positionals } = parseCommand(args, options, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  if (values.secret === undefined || positionals.length > 0)
    throw new UsageError("token example needs --secret", USAGE);
  if (!TYPES.includes(values.type)) throw new UsageError(`--type is one of ${TYPES.join(", ")}`, USAGE);
  const secret = await sharedSecret(values.secret);
  const key = values.type === "invalid" ? randomBytes(secret.length) : secret;
  const seconds = Math.floor(Date.now() / 1000);
  const claims = {
    ...(values.audience === undefined ? {} : { aud: values.audience }),
    exp: values.type === "expired" ? seconds - HOUR_SECONDS : seconds + HOUR_SECONDS,
    did: Buffer.alloc(16, "example").toString("base64"),
    ip: "192.0.2.1",
    arc: "EXAMPLE000",
    ...(values.bound === undefined ? {} : { pay: createHash("sha256").update(values.bound).digest("base64") }),
  };
  const header = { alg: "HS256", typ: "JWT", ...(values.kid === undefined ? {} : { kid: values.kid }) };
  const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  printData(`${input}.${createHmac("sha256", key).update(input).digest("base64url")}`);
  return EXIT.ok;
}

async function sharedSecret(file: string): Promise<Buffer> {
  const text = await readValue(file, USAGE);
  try {
    return parseSharedSecret(text);
  } catch {
    throw new UsageError("the secret is not base64, base64url, percent-encoded or a JWK", USAGE);
  }
}
