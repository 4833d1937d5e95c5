import type { App } from "../../lib/contract/admin/apps";
import { type Rollout, type RolloutAnswer, rolloutSchema } from "../../lib/contract/admin/rollouts";
import { askConsole, CONSOLE_HELP, CONSOLE_OPTIONS, type ConsoleOptions } from "../console-api";
import { findApp } from "../find-app";
import { EXIT, printData, printResult } from "../output";
import { parseCommand } from "../parse-command";
import { openRollout, readRollouts, rolloutInWords } from "../policies/rollouts";
import { UsageError } from "../usage-error";

const USAGE = "attestry policy rollout <show|pause|resume|end> <app id> [--reason <why>] [--json]";

const HELP = `usage: ${USAGE}

Shows how an app's open rollout goes, or changes it. "pause" lets the version in force judge everybody until "resume";
"end" does so for good. "attestry policy activate <app id> <version> --percent <n>" grows it.

  --reason <why>         for the history and the audit
  --platform <name>      where the app id is registered on both
${CONSOLE_HELP}

Exit code of show: 0 it runs or none is open, 1 it was stopped because its rejection rate left the band, 2 anything else.`;

const OPTIONS = { ...CONSOLE_OPTIONS, platform: { type: "string" }, reason: { type: "string" } } as const;
const ACTS = ["show", "pause", "resume", "end"] as const;

/** `attestry policy rollout`: `show` exits 1 for a rollout that was stopped. */
export async function policyRollout(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, OPTIONS, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const [given, appId, ...others] = positionals;
  const act = ACTS.find((one) => one === given);
  if (act === undefined || appId === undefined || others.length > 0) {
    throw new UsageError(`policy rollout takes ${ACTS.join(", ").replace(", end", " or end")}, and an app id`, USAGE);
  }
  const app = await findApp(values, appId);
  if (act === "show") return show(values, app);
  const changed = await changeOpen(values, app, act);
  printResult(values, changed, rolloutInWords(changed, app));
  return EXIT.ok;
}

type Values = ConsoleOptions & { readonly json?: boolean | undefined; readonly reason?: string | undefined };

async function show(values: Values, app: App): Promise<number> {
  const state = await readRollouts(values, app);
  printResult(values, state, shown(state, app));
  return state.rollout?.state === "stopped" ? EXIT.rejected : EXIT.ok;
}

async function changeOpen(values: Values, app: App, act: "pause" | "resume" | "end"): Promise<Rollout> {
  const { revision } = await openRollout(values, app);
  const path = `/api/apps/${app.id}/rollout`;
  const { reason } = values;
  if (act === "end") {
    return askConsole(values, `${path}/end`, rolloutSchema, { method: "POST", body: { revision, reason } });
  }
  const body = { revision, state: act === "pause" ? "paused" : "running", reason };
  return askConsole(values, path, rolloutSchema, { method: "PATCH", body });
}

function shown({ rollout, last }: RolloutAnswer, app: App): string {
  if (rollout === null) {
    return last === null ? "no rollout yet" : `none is open; ${rolloutInWords(last, app)}, by ${last.changedBy}`;
  }
  const lines = [
    rolloutInWords(rollout, app),
    `share      ${rollout.percent} %`,
    `changed    ${rollout.changedAt} by ${rollout.changedBy}${rollout.reason === null ? "" : `: ${rollout.reason}`}`,
  ];
  return [...lines, ...(rollout.shadow === null ? enforcedLines(rollout) : shadowLines(rollout.shadow))].join("\n");
}

function enforcedLines({ judged, band, minimumAttestations }: Rollout): string[] {
  const bounds = [
    ...(band.lowest === null ? [] : [`below ${inPercent(band.lowest)}`]),
    ...(band.highest === null ? [] : [`above ${inPercent(band.highest)}`]),
  ];
  return [
    `judged     ${judged.attestations} attestations, ${judged.rejected} rejected`,
    bounds.length === 0
      ? "stops      not by itself"
      : `stops      ${bounds.join(" or ")} rejected, from ${minimumAttestations} attestations within 10 min on`,
  ];
}

function shadowLines({ attestations, rejected, admitted }: NonNullable<Rollout["shadow"]>): string[] {
  return [
    `watched    ${attestations} attestations`,
    `would      reject ${rejected.attestations} (${rejected.instances} instances), admit ${admitted.attestations} (${admitted.instances} instances)`,
  ];
}

function inPercent(share: number): string {
  return `${Number((share * 100).toPrecision(6))} %`;
}
