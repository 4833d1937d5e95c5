import type { App } from "../../lib/contract/admin/apps";
import { type PolicyVersion, policiesSchema } from "../../lib/contract/admin/policies";
import { askConsole, CONSOLE_HELP, ConsoleError, type ConsoleOptions } from "../console-api";
import { findApp } from "../find-app";
import { EXIT, printData } from "../output";
import { parseCommand } from "../parse-command";
import { ACTIVATE_OPTIONS, ACTIVATE_OPTIONS_HELP, activateForAll } from "../policies/activate-for-all";
import { UsageError } from "../usage-error";
import { parseVersionNumber } from "./policy-file";

const USAGE = 'attestry policy rollback <app id> [--to <version>] [--reason "<why>"] [--confirm <app id>] [--json]';

const HELP = `usage: ${USAGE}

Puts the version back in force that was in force before, or the given one. Ends an open rollout.

  --to <version>         another version than the one before
${ACTIVATE_OPTIONS_HELP}
${CONSOLE_HELP}`;

/** `attestry policy rollback`. */
export async function policyRollback(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, { ...ACTIVATE_OPTIONS, to: { type: "string" } }, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const [appId, ...others] = positionals;
  if (appId === undefined || others.length > 0) throw new UsageError("policy rollback takes one app id", USAGE);
  const app = await findApp(values, appId);
  const target =
    values.to === undefined ? await versionBefore(values, app) : parseVersionNumber(values.to, "--to", USAGE);
  await activateForAll(values, app, target);
  return EXIT.ok;
}

/** The version that was in force before the present one, by the times of their activations. */
async function versionBefore(values: ConsoleOptions, app: App): Promise<number> {
  const { versions } = await askConsole(values, `/api/apps/${app.id}/policies`, policiesSchema, {
    query: { limit: "200" },
  });
  const lastOf = ({ activations }: PolicyVersion) => activations[0]?.at ?? "";
  const [before] = versions
    .filter((version) => version.version !== app.activePolicyVersion && version.activations.length > 0)
    .sort((a, b) => (lastOf(a) < lastOf(b) ? 1 : -1));
  if (before !== undefined) return before.version;
  throw new ConsoleError("not_found", `no other version of ${app.appId}'s policy was in force before`, USAGE);
}
