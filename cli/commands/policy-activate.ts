import type { App } from "../../lib/contract/admin/apps";
import { type PolicyVersion, policiesSchema, policyVersionSchema } from "../../lib/contract/admin/policies";
import { type Rollout, rolloutSchema } from "../../lib/contract/admin/rollouts";
import { askConsole, CONSOLE_HELP, CONSOLE_OPTIONS, ConsoleError, type ConsoleOptions } from "../console-api";
import { findApp } from "../find-app";
import { EXIT, printData } from "../output";
import { parseCommand } from "../parse-command";
import { UsageError } from "../usage-error";
import { parseVersionNumber } from "./policy-file";

const ACTIVATE =
  "attestry policy activate <app id> <version> [--percent <n>] [--shadow] [--stop-above <percent>] [--confirm <app id>]";
const ROLLBACK = "attestry policy rollback <app id> [--to <version>] [--confirm <app id>]";

const COMMON = `  --confirm <app id>     needed where more than 1 % of the live instances would newly be rejected
  --platform <name>      where the app id is registered on both
${CONSOLE_HELP}`;

const ACTIVATE_HELP = `usage: ${ACTIVATE}

Puts a written version in force: for all, for a share of the instances, or only to be watched.

  --percent <n>          judge this share of the instances by it; they stay in as the share grows
  --shadow               count what it would do, reject nobody
  --stop-above <n>       with --percent: stop by itself above this rejection rate
${COMMON}`;

const ROLLBACK_HELP = `usage: ${ROLLBACK}

Puts the version back in force that was in force before, or the given one. Ends an open rollout.

  --to <version>         another version than the one before
${COMMON}`;

const OPTIONS = { ...CONSOLE_OPTIONS, platform: { type: "string" }, confirm: { type: "string" } } as const;

/** `attestry policy activate`. */
export async function policyActivate(args: readonly string[]): Promise<number> {
  const options = {
    ...OPTIONS,
    percent: { type: "string" },
    shadow: { type: "boolean" },
    "stop-above": { type: "string" },
  } as const;
  const { values, positionals } = parseCommand(args, options, ACTIVATE);
  if (values.help) {
    printData(ACTIVATE_HELP);
    return EXIT.ok;
  }
  const [appId, given, ...others] = positionals;
  if (appId === undefined || given === undefined || others.length > 0) {
    throw new UsageError("policy activate takes an app id and a version", ACTIVATE);
  }
  if (values.shadow && values.percent !== undefined) {
    throw new UsageError("a version in the shadow is watched on all instances: --percent is not for it", ACTIVATE);
  }
  const version = parseVersionNumber(given, "policy activate", ACTIVATE);
  const percent = values.percent === undefined ? 100 : parsePercent(values.percent, "--percent");
  const highest = values["stop-above"] === undefined ? null : parsePercent(values["stop-above"], "--stop-above") / 100;
  const app = await findApp(values, appId);
  if (!values.shadow && percent === 100) {
    await activate(values, app, version);
    return EXIT.ok;
  }
  const body = {
    version,
    mode: values.shadow ? "shadow" : "enforce",
    ...(values.shadow ? {} : { percent, band: { highest } }),
    replaces: app.activePolicyVersion,
    ...(values.confirm === undefined ? {} : { confirm: values.confirm }),
  };
  const started = await askConsole(values, `/api/apps/${app.id}/rollout`, rolloutSchema, { method: "POST", body });
  printData(values.json ? JSON.stringify(started, null, 2) : rolloutInWords(started, app));
  return EXIT.ok;
}

/** `attestry policy rollback`. */
export async function policyRollback(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, { ...OPTIONS, to: { type: "string" } }, ROLLBACK);
  if (values.help) {
    printData(ROLLBACK_HELP);
    return EXIT.ok;
  }
  const [appId, ...others] = positionals;
  if (appId === undefined || others.length > 0) throw new UsageError("policy rollback takes one app id", ROLLBACK);
  const app = await findApp(values, appId);
  const target =
    values.to === undefined ? await versionBefore(values, app) : parseVersionNumber(values.to, "--to", ROLLBACK);
  await activate(values, app, target);
  return EXIT.ok;
}

type Values = ConsoleOptions & { readonly json?: boolean | undefined; readonly confirm?: string | undefined };

async function activate(values: Values, app: App, version: number): Promise<void> {
  const path = `/api/apps/${app.id}/policies/${version}/activate`;
  const body = {
    replaces: app.activePolicyVersion,
    ...(values.confirm === undefined ? {} : { confirm: values.confirm }),
  };
  const activated = await askConsole(values, path, policyVersionSchema, { method: "POST", body });
  printData(
    values.json
      ? JSON.stringify(activated, null, 2)
      : `version ${version} of ${app.appId}'s policy is in force for all`,
  );
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
  throw new ConsoleError("not_found", `no other version of ${app.appId}'s policy was in force before`, ROLLBACK);
}

function rolloutInWords({ version, mode, percent }: Rollout, { appId }: App): string {
  return mode === "shadow"
    ? `version ${version} of ${appId}'s policy is watched; it rejects nobody`
    : `version ${version} of ${appId}'s policy is in force for ${percent} % of the instances`;
}

function parsePercent(given: string, option: string): number {
  const percent = Number(given.replace(/%$/, ""));
  if (!(percent > 0 && percent <= 100)) throw new UsageError(`${option} takes a percentage from 1 to 100`, ACTIVATE);
  return percent;
}
