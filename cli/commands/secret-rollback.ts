import { secretSchema } from "../../lib/contract/admin/secrets";
import { askConsole } from "../console-api";
import { EXIT, printData, printResult } from "../output";
import { parseCommand } from "../parse-command";
import { namedVersion } from "../secrets/named";
import { liveWords, NEW_VERSION_HELP, NEW_VERSION_OPTIONS, parseNewVersion } from "../secrets/new-version";

const USAGE = "attestry secret rollback <name> <version> --app <app id> [--at <time>] [--overlap 24h] [--json]";

const HELP = `usage: ${USAGE}

Makes the value of an earlier version a new version. A revoked one does not come back.

${NEW_VERSION_HELP}`;

/** `attestry secret rollback`. */
export async function secretRollback(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, NEW_VERSION_OPTIONS, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const request = parseNewVersion(values, USAGE);
  const { secret, version } = await namedVersion(values, positionals, "secret rollback", USAGE);
  const path = `/api/secrets/${secret.id}/versions/${version}/roll-back`;
  const after = await askConsole(values, path, secretSchema, { method: "POST", body: request(secret) });
  const made = after.versions[0];
  const words = `version ${made?.version} of ${secret.name}, the value of version ${version}, ${liveWords(made)}`;
  printResult(values, after, words);
  return EXIT.ok;
}
