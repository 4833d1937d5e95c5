import { type PolicyVersion, policiesSchema, policyVersionSchema } from "../../lib/contract/admin/policies";
import { askConsole, CONSOLE_HELP, CONSOLE_OPTIONS, ConsoleError } from "../console-api";
import { findApp } from "../find-app";
import { EXIT, printData } from "../output";
import { parseCommand } from "../parse-command";
import { UsageError } from "../usage-error";

const USAGE = "attestry policy get <app id> [--platform android|ios] [--version <n>] [--json]";

const HELP = `usage: ${USAGE}

Prints the policy in force, or the given version, as JSON: what "policy set" takes.

  --platform <name>  where the app id is registered on both
  --version <n>      another version than the one in force
${CONSOLE_HELP.replace("print one JSON object", "print version, author, reason and times with it")}`;

/** `attestry policy get`. */
export async function policyGet(args: readonly string[]): Promise<number> {
  const options = { ...CONSOLE_OPTIONS, platform: { type: "string" }, version: { type: "string" } } as const;
  const { values, positionals } = parseCommand(args, options, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const [appId, ...others] = positionals;
  if (appId === undefined || others.length > 0) throw new UsageError("policy get takes one app id", USAGE);
  const version = await read(values, appId);
  printData(JSON.stringify(values.json ? version : version.policy, null, 2));
  return EXIT.ok;
}

type Values = Parameters<typeof findApp>[0] & { readonly version?: string | undefined };

async function read(values: Values, appId: string): Promise<PolicyVersion> {
  const { id } = await findApp(values, appId);
  const path = `/api/apps/${id}/policies`;
  const version =
    values.version ?? (await askConsole(values, path, policiesSchema, { query: { limit: "1" } })).activeVersion;
  if (version === null) throw new ConsoleError("not_found", `${appId} has no policy in force`);
  return askConsole(values, `${path}/${encodeURIComponent(version)}`, policyVersionSchema);
}
