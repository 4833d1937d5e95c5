import { type Secret, secretsSchema } from "../../lib/contract/admin/secrets";
import { askConsole, CONSOLE_HELP, CONSOLE_OPTIONS } from "../console-api";
import { findApp } from "../find-app";
import { EXIT, printData } from "../output";
import { parseCommand } from "../parse-command";
import { tableLines } from "../table";

const USAGE = "attestry secret list [--app <app id>] [--json]";

const HELP = `usage: ${USAGE}

Lists runtime secrets: state, fingerprint and time of each one's newest version. Values can't be read back.

  --app <app id>     only those of one app
  --platform <name>  where the app id is registered on both
${CONSOLE_HELP}`;

/** `attestry secret list`. */
export async function secretList(args: readonly string[]): Promise<number> {
  const options = { ...CONSOLE_OPTIONS, app: { type: "string" }, platform: { type: "string" } } as const;
  const { values } = parseCommand(args, options, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const { secrets: all } = await askConsole(values, "/api/secrets", secretsSchema);
  const appId = values.app === undefined ? null : (await findApp(values, values.app)).id;
  const secrets = all.filter(({ scopes }) => appId === null || scopes.some((scope) => scope.appId === appId));
  if (values.json) printData(JSON.stringify({ secrets }, null, 2));
  else for (const line of tableLines([HEAD, ...secrets.map(rowOf)])) printData(line);
  return EXIT.ok;
}

const HEAD = ["name", "version", "state", "fingerprint", "from", "by", "domains"];

function rowOf({ name, domains, versions }: Secret): string[] {
  const [newest] = versions;
  if (newest === undefined) return [name, "none", "", "", "", "", domains.join(",")];
  const { version, state, fingerprint, activeFrom, createdBy } = newest;
  return [name, String(version), state, fingerprint, activeFrom, createdBy, domains.join(",")];
}
