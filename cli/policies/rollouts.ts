import type { App } from "../../lib/contract/admin/apps";
import { type Rollout, type RolloutAnswer, rolloutStateSchema } from "../../lib/contract/admin/rollouts";
import { askConsole, ConsoleError, type ConsoleOptions } from "../console-api";

/** An app's open rollout and the one before. */
export function readRollouts(options: ConsoleOptions, { id }: App): Promise<RolloutAnswer> {
  return askConsole(options, `/api/apps/${id}/rollout`, rolloutStateSchema);
}

/** The open one. Throws a ConsoleError when there is none. */
export async function openRollout(options: ConsoleOptions, app: App): Promise<Rollout> {
  const { rollout } = await readRollouts(options, app);
  if (rollout !== null) return rollout;
  throw new ConsoleError(
    "not_found",
    `no rollout of ${app.appId}'s policy is open`,
    "attestry policy activate --percent starts one",
  );
}

/** Where a rollout stands, in one sentence. */
export function rolloutInWords({ version, mode, percent, state, stopReason }: Rollout, { appId }: App): string {
  const subject = `version ${version} of ${appId}'s policy`;
  if (state === "ended" || state === "completed") return `the rollout of ${subject} is ${state}`;
  if (state !== "running")
    return `${subject} is ${state} and judges nobody${stopReason === null ? "" : `: ${stopReason}`}`;
  return mode === "shadow"
    ? `${subject} is watched; it rejects nobody`
    : `${subject} is in force for ${percent} % of the instances`;
}
