import { secretSchema } from "../../lib/contract/admin/secrets";
import { askConsole } from "../console-api";
import { EXIT, printData, printResult } from "../output";
import { parseCommand } from "../parse-command";
import { readValue } from "../read-value";
import { namedSecret } from "../secrets/named";
import { liveWords, NEW_VERSION_HELP, NEW_VERSION_OPTIONS, parseNewVersion } from "../secrets/new-version";
import { openSealer } from "../secrets/seal";
import { UsageError } from "../usage-error";

const USAGE = "attestry secret rotate <name> <file or -> --app <app id> [--at <time>] [--overlap 24h] [--json]";

const HELP = `usage: ${USAGE}

Gives a secret a new version. The value is read from a file or, with "-", from stdin, and sealed on this machine before
it leaves. Running apps pick it up within 5 minutes of its start.

${NEW_VERSION_HELP}`;

/** `attestry secret rotate`. */
export async function secretRotate(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, NEW_VERSION_OPTIONS, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const [name, file, ...others] = positionals;
  if (name === undefined || file === undefined || others.length > 0) {
    throw new UsageError("secret rotate takes a name and a file", USAGE);
  }
  const request = parseNewVersion(values, USAGE);
  const secret = await namedSecret(values, [name], "secret rotate", USAGE);
  const sealer = await openSealer(values);
  const { sealed, fingerprint } = await sealer.seal(secret.uid, await readValue(file, USAGE));
  const body = { ...request(secret), sealed, fingerprint };
  const path = `/api/secrets/${secret.id}/versions`;
  const after = await askConsole(values, path, secretSchema, { method: "POST", body });
  const made = after.versions[0];
  printResult(values, after, `version ${made?.version} of ${name} ${liveWords(made)}; fingerprint ${fingerprint}`);
  return EXIT.ok;
}
