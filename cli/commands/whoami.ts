import { meSchema } from "../../lib/contract/admin/me";
import { askConsole, CONSOLE_HELP, CONSOLE_OPTIONS } from "../console-api";
import { EXIT, printData } from "../output";
import { parseCommand } from "../parse-command";

const USAGE = "attestry whoami [--json]";

const HELP = `usage: ${USAGE}

Says which API key the console sees and what it may do.

${CONSOLE_HELP}`;

/** `attestry whoami`: whether console and key work together, and what the key may do. */
export async function whoami(args: readonly string[]): Promise<number> {
  const { values } = parseCommand(args, CONSOLE_OPTIONS, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const me = await askConsole(values, "/api/me", meSchema);
  printData(values.json ? JSON.stringify(me, null, 2) : `${me.name} (${me.role})\nmay: ${me.permissions.join(", ")}`);
  return EXIT.ok;
}
