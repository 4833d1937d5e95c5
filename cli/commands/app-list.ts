import { type App, appsSchema } from "../../lib/contract/admin/apps";
import { askConsole, CONSOLE_HELP, CONSOLE_OPTIONS } from "../console-api";
import { EXIT, printData } from "../output";
import { parseCommand } from "../parse-command";
import { tableLines } from "../table";

const USAGE = "attestry app list [--json]";

const HELP = `usage: ${USAGE}

Lists the registered apps.

${CONSOLE_HELP}`;

/** `attestry app list`. */
export async function appList(args: readonly string[]): Promise<number> {
  const { values } = parseCommand(args, CONSOLE_OPTIONS, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const { apps } = await askConsole(values, "/api/apps", appsSchema);
  if (values.json) printData(JSON.stringify({ apps }, null, 2));
  else for (const line of table(apps)) printData(line);
  return EXIT.ok;
}

function table(apps: readonly App[]): string[] {
  const rows = [
    ["platform", "app", "name", "policy", "builds"],
    ...apps.map(({ platform, appId, name, activePolicyVersion, builds, archivedAt }) => [
      platform,
      appId,
      archivedAt === null ? name : `${name} (archived)`,
      activePolicyVersion === null ? "none" : `version ${activePolicyVersion}`,
      String(builds),
    ]),
  ];
  return tableLines(rows);
}
