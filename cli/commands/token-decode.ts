import { EXIT, printData } from "../output";
import { parseCommand } from "../parse-command";
import { tableLines } from "../table";
import { explainClaims } from "../tokens/explain-claims";
import { readToken } from "../tokens/read-token";
import { UsageError } from "../usage-error";

const USAGE = "attestry token decode <token or -> [--json]";

const HELP = `usage: ${USAGE}

Shows a token's header and explains its claims. It verifies nothing: a decoy looks the same. "-" reads stdin.

  --json  print one JSON object`;

/** `attestry token decode`. */
export async function tokenDecode(args: readonly string[]): Promise<number> {
  const options = { json: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;
  const { values, positionals } = parseCommand(args, options, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const [token, ...others] = positionals;
  if (token === undefined || others.length > 0) throw new UsageError("token decode takes one token", USAGE);
  const { header, payload } = await readToken(token, USAGE);
  if (values.json) printData(JSON.stringify({ header, claims: payload }, null, 2));
  else {
    const rows = explainClaims(payload).map(({ claim, value, meaning }) => [claim, value, meaning]);
    for (const line of tableLines([["header", JSON.stringify(header), ""], ...rows])) printData(line);
  }
  return EXIT.ok;
}
