import { type InstanceStateAnswer, instanceStateSchema } from "../../lib/contract/admin/instance-state";
import { FORCE_PASS_DAYS_MAX, OVERRIDES, type Override, overrideSchema } from "../../lib/contract/admin/overrides";
import { askConsole, CONSOLE_HELP, CONSOLE_OPTIONS, type ConsoleOptions } from "../console-api";
import { findApp } from "../find-app";
import { momentOf } from "../moment";
import { EXIT, printData } from "../output";
import { parseCommand } from "../parse-command";
import { UsageError } from "../usage-error";

const SHOW = "attestry instance show <instance id, did, or latest> [--app <app id>] [--json]";
const OVERRIDE =
  'attestry instance override <instance id, did, or latest> <force-pass|force-fail|ban|lift> --reason "<why>" [--expires <time>] [--json]';

const COMMON = `  --app <app id>         with "latest": the app whose newest instance is meant
  --platform <name>      where the app id is registered on both
${CONSOLE_HELP}`;

const SHOW_HELP = `usage: ${SHOW}

Shows how an installation attested last, and what was decided about it.

${COMMON}`;

const OVERRIDE_HELP = `usage: ${OVERRIDE}

Decides about one installation whatever its evidence says, within a second; "lift" ends the decision.

  --reason <why>         for the audit
  --expires <time>       when it ends: 2026-12-24T18:00:00Z, or 30m, 8h, 7d from now. A force-pass needs one, at most
                         ${FORCE_PASS_DAYS_MAX} days ahead
${COMMON}`;

const OPTIONS = { ...CONSOLE_OPTIONS, app: { type: "string" }, platform: { type: "string" } } as const;

type Values = ConsoleOptions & {
  readonly app?: string | undefined;
  readonly platform?: string | undefined;
  readonly json?: boolean | undefined;
};

/** `attestry instance show`: exits 0 for an instance that passes, 1 for one that is refused. */
export async function instanceShow(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, OPTIONS, SHOW);
  if (values.help) {
    printData(SHOW_HELP);
    return EXIT.ok;
  }
  const [instance, ...others] = positionals;
  if (instance === undefined || others.length > 0) throw new UsageError("instance show takes one instance", SHOW);
  const state = await read(values, instance, SHOW);
  printData(values.json ? JSON.stringify(state, null, 2) : shown(state));
  return state.seen?.outcome === "fail" ? EXIT.rejected : EXIT.ok;
}

/** `attestry instance override`. */
export async function instanceOverride(args: readonly string[]): Promise<number> {
  const options = { ...OPTIONS, reason: { type: "string" }, expires: { type: "string" } } as const;
  const { values, positionals } = parseCommand(args, options, OVERRIDE);
  if (values.help) {
    printData(OVERRIDE_HELP);
    return EXIT.ok;
  }
  const [instance, act, ...others] = positionals;
  const kind = OVERRIDES.find((one) => one === act);
  if (instance === undefined || others.length > 0 || (kind === undefined && act !== "lift")) {
    throw new UsageError(`instance override takes an instance, and ${OVERRIDES.join(", ")} or lift`, OVERRIDE);
  }
  if (kind !== undefined && values.reason === undefined) {
    throw new UsageError("instance override needs --reason", OVERRIDE);
  }
  if (kind === "force-pass" && values.expires === undefined) {
    throw new UsageError(`a force-pass needs --expires, at most ${FORCE_PASS_DAYS_MAX}d`, OVERRIDE);
  }
  // "latest" is settled first, so that what is printed is what was decided about.
  const { instanceId, override } = await read(values, instance, OVERRIDE);
  if (kind === undefined) {
    if (override === null) throw new UsageError(`no override of ${instanceId} is in force`, SHOW);
    report(values, await askConsole(values, `/api/overrides/${override.id}/lift`, overrideSchema, { method: "POST" }));
    return EXIT.ok;
  }
  const body = {
    instanceId,
    kind,
    reason: values.reason,
    expiresAt: values.expires === undefined ? null : momentOf(values.expires),
  };
  report(values, await askConsole(values, "/api/overrides", overrideSchema, { method: "POST", body }));
  return EXIT.ok;
}

function report({ json }: Values, override: Override): void {
  const until = override.expiresAt === null ? "until it is lifted" : `until ${override.expiresAt}`;
  const words = override.liftedAt === null ? `${override.kind} ${until}` : `${override.kind} is lifted`;
  printData(json ? JSON.stringify(override, null, 2) : `${override.instanceId}: ${words}`);
}

async function read(values: Values, instance: string, usage: string): Promise<InstanceStateAnswer> {
  if (instance === "latest" && values.app === undefined) {
    throw new UsageError('"latest" needs --app: the newest instance of which app?', usage);
  }
  const app = instance === "latest" && values.app !== undefined ? await findApp(values, values.app) : null;
  const path = `/api/instances/${encodeURIComponent(instance)}/state`;
  return askConsole(values, path, instanceStateSchema, app === null ? {} : { query: { app: String(app.id) } });
}

function shown({
  instanceId,
  appId,
  platform,
  test,
  format,
  securityLevel,
  seen,
  override,
}: InstanceStateAnswer): string {
  const lines = [
    `instance   ${instanceId}${test ? " (test)" : ""}`,
    `app        ${appId}, ${platform}`,
    `enrolled   ${format ?? "unknown"}, ${securityLevel ?? "unknown"}`,
  ];
  if (seen === null) lines.push("attested   never");
  else {
    lines.push(
      `attested   ${seen.at}: ${seen.outcome}${seen.reasons.length > 0 ? ` by ${seen.reasons.join(", ")}` : ""}`,
      `policy     version ${seen.policyVersion ?? "none"}`,
      `signals    ${seen.signals.join(", ") || "none"}`,
      `phone      ${seen.model || "unknown"}, OS ${seen.osVersion}${seen.patchLevel === null ? "" : `, patch ${seen.patchLevel}`}`,
      `versions   app ${seen.appVersion}, SDK ${seen.sdkVersion}`,
    );
  }
  lines.push(
    override === null
      ? "override   none"
      : `override   ${override.kind} by ${override.owner}: ${override.reason}; used ${override.uses} times`,
  );
  return lines.join("\n");
}
