import { createHash } from "node:crypto";
import { config } from "../../lib/config";
import { EXIT, printData } from "../output";
import { parseCommand } from "../parse-command";
import { readValue } from "../read-value";
import { tableLines } from "../table";
import { explainClaims } from "../tokens/explain-claims";
import { readToken } from "../tokens/read-token";
import { parseSharedSecret, readKeySet, type Verification, verifyByKeySet, verifyShared } from "../tokens/verify-token";
import { UsageError } from "../usage-error";

const USAGE =
  "attestry token check <token or -> [--secret <file> | --jwks <file or URL>] [--audience <api>] [--bound <value>]";

const HELP = `usage: ${USAGE}

Checks a token as a relying party does: signature, expiry, and audience and binding where they are given. Exit code 0 when
all of it holds, 1 when something does not. "-" reads the token from stdin. No key is ever printed.

  --secret <file>       the API's HS256 secret, in any form the console exports
  --jwks <file or URL>  a key set (default: the data plane's, DATAPLANE_URL/.well-known/jwks.json)
  --audience <api>      the API that "aud" must name
  --bound <value>       the header value that "pay" must be the hash of
  --json                print one JSON object`;

interface TokenCheck {
  readonly check: string;
  readonly holds: boolean;
  readonly found: string;
}

/** `attestry token check`. */
export async function tokenCheck(args: readonly string[]): Promise<number> {
  const options = {
    secret: { type: "string" },
    jwks: { type: "string" },
    audience: { type: "string" },
    bound: { type: "string" },
    json: { type: "boolean" },
    help: { type: "boolean", short: "h" },
  } as const;
  const { values, positionals } = parseCommand(args, options, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const [token, ...others] = positionals;
  if (token === undefined || others.length > 0) throw new UsageError("token check takes one token", USAGE);
  const jws = await readToken(token, USAGE);
  const { verified, found } = await signatureOf(jws, values);
  const checks = [{ check: "signature", holds: verified, found }, ...claimChecks(jws.payload, values)];
  const good = checks.every(({ holds }) => holds);
  if (values.json) printData(JSON.stringify({ good, checks, header: jws.header, claims: jws.payload }, null, 2));
  else for (const line of linesOf(good, checks, jws.payload)) printData(line);
  return good ? EXIT.ok : EXIT.rejected;
}

async function signatureOf(
  jws: Parameters<typeof verifyShared>[0],
  { secret, jwks }: { readonly secret?: string | undefined; readonly jwks?: string | undefined },
): Promise<Verification> {
  try {
    if (secret !== undefined) return verifyShared(jws, parseSharedSecret(await readValue(secret, USAGE)));
    if (jws.header.alg === "HS256") {
      throw new UsageError(
        "an HS256 token is checked by its API's secret",
        "--secret <file>, with what the console showed",
      );
    }
    return verifyByKeySet(jws, await readKeySet(jwks ?? `${config().dataplaneUrl}/.well-known/jwks.json`, USAGE));
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    // The parser's own words could quote the secret.
    throw new UsageError("the secret or the key set can't be read", USAGE, { cause });
  }
}

function claimChecks(
  { exp, aud, pay }: Record<string, unknown>,
  { audience, bound }: { readonly audience?: string | undefined; readonly bound?: string | undefined },
): TokenCheck[] {
  const now = Date.now() / 1000;
  const expires = typeof exp === "number" ? `${Math.round(exp - now)} s from now` : "no exp";
  const checks: TokenCheck[] = [{ check: "expiry", holds: typeof exp === "number" && exp > now, found: expires }];
  if (audience !== undefined)
    checks.push({ check: "audience", holds: aud === audience, found: String(aud ?? "no aud") });
  if (bound !== undefined) {
    const hash = createHash("sha256").update(bound).digest("base64");
    checks.push({ check: "binding", holds: pay === hash, found: pay === undefined ? "no pay" : String(pay) });
  }
  return checks;
}

function linesOf(good: boolean, checks: readonly TokenCheck[], claims: Record<string, unknown>): string[] {
  const verdict = checks.map(({ check, holds, found }) => [holds ? "ok" : "FAILED", check, found]);
  const explained = explainClaims(claims).map(({ claim, value, meaning }) => [claim, value, meaning]);
  return [good ? "good" : "not good", "", ...tableLines(verdict), "", ...tableLines(explained)];
}
