import { secretSchema } from "../../lib/contract/admin/secrets";
import { askConsole, CONSOLE_HELP, CONSOLE_OPTIONS } from "../console-api";
import { findApp } from "../find-app";
import { EXIT, printData } from "../output";
import { parseCommand } from "../parse-command";
import { findSecret } from "../secrets/find-secret";
import { UsageError } from "../usage-error";

const USAGE = 'attestry secret revoke <name> <version> --app <app id> --reason "<why>" [--json]';

const HELP = `usage: ${USAGE}

Revokes a version now, or cancels one that is scheduled. Nobody is given it any more; instances that hold it lose it at
their next attestation, within 5 minutes. An overlapping version takes over while there is one.

  --app <app id>     an app that has the secret
  --platform <name>  where the app id is registered on both
  --reason <why>     for the audit
${CONSOLE_HELP}`;

/** `attestry secret revoke`. */
export async function secretRevoke(args: readonly string[]): Promise<number> {
  const options = {
    ...CONSOLE_OPTIONS,
    app: { type: "string" },
    platform: { type: "string" },
    reason: { type: "string" },
  } as const;
  const { values, positionals } = parseCommand(args, options, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const [name, version, ...others] = positionals;
  if (name === undefined || version === undefined || !/^[1-9]\d{0,8}$/.test(version) || others.length > 0) {
    throw new UsageError("secret revoke takes a name and a version number", USAGE);
  }
  if (values.app === undefined || values.reason === undefined) {
    throw new UsageError("secret revoke needs --app and --reason", USAGE);
  }
  const { id } = await findSecret(values, await findApp(values, values.app), name);
  const path = `/api/secrets/${id}/versions/${version}/revoke`;
  const body = { reason: values.reason };
  const secret = await askConsole(values, path, secretSchema, { method: "POST", body });
  printData(values.json ? JSON.stringify(secret, null, 2) : `version ${version} of ${name} is revoked`);
  return EXIT.ok;
}
