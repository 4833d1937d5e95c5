import { type PolicyVersion, policiesSchema, policyVersionSchema } from "../../lib/contract/admin/policies";
import { askConsole, CONSOLE_HELP, CONSOLE_OPTIONS } from "../console-api";
import { findApp } from "../find-app";
import { EXIT, printData } from "../output";
import { parseCommand } from "../parse-command";
import { UsageError } from "../usage-error";
import { readPolicyFile } from "./policy-file";

const USAGE =
  'attestry policy set <app id> <file or -> --reason "<why>" [--draft] [--base <n>] [--confirm <app id>] [--json]';

const HELP = `usage: ${USAGE}

Writes a new policy version from a JSON file ("-" reads stdin) and puts it in force.

  --reason <why>     of the version and, without --draft, of its activation
  --draft            only write it; "attestry policy activate" puts it in force
  --base <n>         the version you started from: refused when somebody has written a newer one
  --confirm <app id> needed where more than 1 % of the live instances would newly be rejected
  --platform <name>  where the app id is registered on both
${CONSOLE_HELP}`;

/** `attestry policy set`. */
export async function policySet(args: readonly string[]): Promise<number> {
  const options = {
    ...CONSOLE_OPTIONS,
    platform: { type: "string" },
    reason: { type: "string" },
    base: { type: "string" },
    draft: { type: "boolean" },
    confirm: { type: "string" },
  } as const;
  const { values, positionals } = parseCommand(args, options, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const [appId, file, ...others] = positionals;
  if (appId === undefined || file === undefined || others.length > 0) {
    throw new UsageError("policy set takes an app id and a file", USAGE);
  }
  if (values.reason === undefined) throw new UsageError("policy set needs --reason", USAGE);
  const policy = await readPolicyFile(file, USAGE);
  const { id, activePolicyVersion: replaces } = await findApp(values, appId);
  const path = `/api/apps/${id}/policies`;
  const baseVersion = parseVersion(values.base) ?? (await newestVersion(values, path));
  const body = { baseVersion, policy, reason: values.reason };
  const written = await askConsole(values, path, policyVersionSchema, { method: "POST", body });
  const result = values.draft
    ? written
    : await activate(values, `${path}/${written.version}/activate`, replaces, values.confirm);
  const state = values.draft ? "is written; it judges nothing until it is activated" : "is in force";
  printData(values.json ? JSON.stringify(result, null, 2) : `version ${result.version} of ${appId}'s policy ${state}`);
  return EXIT.ok;
}

function activate(
  values: Parameters<typeof findApp>[0] & { readonly reason?: string | undefined },
  path: string,
  replaces: number | null,
  confirm: string | undefined,
): Promise<PolicyVersion> {
  const body = { replaces, reason: values.reason, ...(confirm === undefined ? {} : { confirm }) };
  return askConsole(values, path, policyVersionSchema, { method: "POST", body });
}

async function newestVersion(values: Parameters<typeof findApp>[0], path: string): Promise<number> {
  const { versions } = await askConsole(values, path, policiesSchema, { query: { limit: "1" } });
  return versions[0]?.version ?? 0;
}

function parseVersion(base: string | undefined): number | null {
  if (base === undefined) return null;
  if (!/^\d{1,9}$/.test(base)) throw new UsageError("--base takes a version number", USAGE);
  return Number(base);
}
