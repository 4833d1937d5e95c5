import type { App } from "../../lib/contract/admin/apps";
import { MINIMUM_ATTESTATIONS, type Rollout, rolloutSchema } from "../../lib/contract/admin/rollouts";
import { askConsole, CONSOLE_HELP, ConsoleError } from "../console-api";
import { findApp } from "../find-app";
import { EXIT, printData, printResult } from "../output";
import { parseCommand } from "../parse-command";
import {
  ACTIVATE_OPTIONS,
  ACTIVATE_OPTIONS_HELP,
  type ActivateValues,
  activateForAll,
  given,
} from "../policies/activate-for-all";
import { readRollouts, rolloutInWords } from "../policies/rollouts";
import { UsageError } from "../usage-error";
import { parseVersionNumber } from "./policy-file";

const USAGE =
  'attestry policy activate <app id> <version> [--percent <n>] [--shadow] [--stop-above <percent>] [--stop-below <percent>] [--stop-from <n>] [--reason "<why>"] [--confirm <app id>]';

const HELP = `usage: ${USAGE}

Puts a written version in force: for all, for a share of the instances, or only to be watched. While a rollout of that
version is open, --percent changes its share and --stop-above and --stop-below its band.

  --percent <n>          judge this share of the instances by it; they stay in as the share grows. 100 without a
                         bound is for all, and for good
  --shadow               count what it would do, reject nobody
  --stop-above <n>       with --percent: stop by itself above this rejection rate; none for no bound
  --stop-below <n>       with --percent: stop by itself below this rejection rate; none for no bound
  --stop-from <n>        attestations in ten minutes that the rate needs to say anything (default ${MINIMUM_ATTESTATIONS})
${ACTIVATE_OPTIONS_HELP}
${CONSOLE_HELP}`;

type Bound = number | null | undefined;
interface Share {
  readonly percent: number;
  /** Undefined where nothing was typed. */
  readonly lowest: Bound;
  readonly highest: Bound;
  readonly minimumAttestations: number | undefined;
}

/** `attestry policy activate`. */
export async function policyActivate(args: readonly string[]): Promise<number> {
  const options = {
    ...ACTIVATE_OPTIONS,
    percent: { type: "string" },
    shadow: { type: "boolean" },
    "stop-above": { type: "string" },
    "stop-below": { type: "string" },
    "stop-from": { type: "string" },
  } as const;
  const { values, positionals } = parseCommand(args, options, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const [appId, typed, ...others] = positionals;
  if (appId === undefined || typed === undefined || others.length > 0) {
    throw new UsageError("policy activate takes an app id and a version", USAGE);
  }
  const version = parseVersionNumber(typed, "policy activate", USAGE);
  const share = parseShare(values);
  const app = await findApp(values, appId);
  if (values.shadow) await report(values, app, start(values, app, { version, mode: "shadow" }));
  else if (isForAll(share)) await activateForAll(values, app, version);
  else await report(values, app, rollOut(values, app, version, share));
  return EXIT.ok;
}

function isForAll({ percent, lowest, highest, minimumAttestations }: Share): boolean {
  return percent === 100 && [lowest, highest, minimumAttestations].every((typed) => typed === undefined);
}

async function report(values: ActivateValues, app: App, rollout: Promise<Rollout>): Promise<void> {
  const answered = await rollout;
  printResult(values, answered, rolloutInWords(answered, app));
}

async function rollOut(values: ActivateValues, app: App, version: number, share: Share): Promise<Rollout> {
  const { rollout: open } = await readRollouts(values, app);
  if (open !== null && open.version === version && open.mode === "enforce") return change(values, app, open, share);
  if (open !== null) {
    throw new ConsoleError(
      "conflict",
      `${rolloutInWords(open, app)}: one rollout of an app at a time`,
      `attestry policy rollout end ${app.appId} ends it`,
    );
  }
  const { percent, lowest = null, highest = null, minimumAttestations } = share;
  return start(values, app, { version, mode: "enforce", percent, band: { lowest, highest }, minimumAttestations });
}

function start(values: ActivateValues, app: App, rollout: object): Promise<Rollout> {
  const body = { ...rollout, replaces: app.activePolicyVersion, ...given(values) };
  return askConsole(values, `/api/apps/${app.id}/rollout`, rolloutSchema, { method: "POST", body });
}

/** Another share, and another band where one was typed: a bound that was not stays. */
function change(values: ActivateValues, { id }: App, open: Rollout, share: Share) {
  const { percent, lowest, highest, minimumAttestations } = share;
  const band = {
    lowest: lowest === undefined ? open.band.lowest : lowest,
    highest: highest === undefined ? open.band.highest : highest,
  };
  const body = { revision: open.revision, percent, band, minimumAttestations, reason: values.reason };
  return askConsole(values, `/api/apps/${id}/rollout`, rolloutSchema, { method: "PATCH", body });
}

interface ShareOptions {
  readonly percent?: string | undefined;
  readonly shadow?: boolean | undefined;
  readonly "stop-above"?: string | undefined;
  readonly "stop-below"?: string | undefined;
  readonly "stop-from"?: string | undefined;
}

function parseShare(values: ShareOptions): Share {
  const bands = (["stop-above", "stop-below", "stop-from"] as const).filter((name) => values[name] !== undefined);
  if (values.shadow && values.percent !== undefined) {
    throw new UsageError("a version in the shadow is watched on all instances: --percent is not for it", USAGE);
  }
  if (bands[0] !== undefined && values.percent === undefined)
    throw new UsageError(`--${bands[0]} needs --percent`, USAGE);
  const percent = Number((values.percent ?? "100").replace(/%$/, ""));
  if (!(percent >= 1 && percent <= 100)) {
    throw new UsageError("--percent takes a percentage from 1 to 100", USAGE);
  }
  return {
    percent,
    lowest: parseBound(values, "stop-below"),
    highest: parseBound(values, "stop-above"),
    minimumAttestations: values["stop-from"] === undefined ? undefined : parseCount(values["stop-from"]),
  };
}

function parseBound(values: ShareOptions, name: "stop-above" | "stop-below"): Bound {
  const typed = values[name];
  if (typed === undefined) return undefined;
  if (typed === "none") return null;
  const percent = Number(typed.replace(/%$/, "") || "x");
  if (percent >= 0 && percent <= 100) return percent / 100;
  throw new UsageError(`--${name} takes a percentage from 0 to 100, or none`, USAGE);
}

function parseCount(typed: string): number {
  if (/^[1-9]\d{0,6}$/.test(typed)) return Number(typed);
  throw new UsageError("--stop-from takes a number of attestations", USAGE);
}
