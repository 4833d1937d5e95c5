import { doneSchema } from "../../lib/contract/admin/common";
import { askConsole } from "../console-api";
import { EXIT, printData, printResult } from "../output";
import { parseCommand } from "../parse-command";
import { namedSecret, SECRET_HELP, SECRET_OPTIONS } from "../secrets/named";
import { UsageError } from "../usage-error";

const USAGE = "attestry secret delete <name> --app <app id> --confirm <name> [--json]";

const HELP = `usage: ${USAGE}

Takes a secret from every app now. Its name is free again; its history stays in the audit.

  --confirm <name>   the secret's name once more
${SECRET_HELP}`;

/** `attestry secret delete`. */
export async function secretDelete(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, { ...SECRET_OPTIONS, confirm: { type: "string" } }, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const secret = await namedSecret(values, positionals, "secret delete", USAGE);
  if (values.confirm !== secret.name) {
    const { length } = secret.scopes;
    const message = `deleting ${secret.name} takes it from ${length} ${length === 1 ? "app" : "apps"} now`;
    throw new UsageError(message, `add --confirm ${secret.name}`);
  }
  const done = await askConsole(values, `/api/secrets/${secret.id}`, doneSchema, { method: "DELETE" });
  printResult(values, done, `${secret.name} is deleted`);
  return EXIT.ok;
}
