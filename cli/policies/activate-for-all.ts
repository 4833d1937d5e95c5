import type { App } from "../../lib/contract/admin/apps";
import { policyVersionSchema } from "../../lib/contract/admin/policies";
import { askConsole, CONSOLE_OPTIONS, type ConsoleOptions } from "../console-api";
import { printResult } from "../output";

/** What every command takes that puts a version in force. */
export const ACTIVATE_OPTIONS = {
  ...CONSOLE_OPTIONS,
  platform: { type: "string" },
  confirm: { type: "string" },
  reason: { type: "string" },
} as const;

export const ACTIVATE_OPTIONS_HELP = `  --reason <why>         for the history and the audit
  --confirm <app id>     needed where more than 1 % of the live instances would newly be rejected
  --platform <name>      where the app id is registered on both`;

export type ActivateValues = ConsoleOptions & {
  readonly json?: boolean | undefined;
  readonly confirm?: string | undefined;
  readonly reason?: string | undefined;
};

/** Puts a version in force for all instances, which ends an open rollout, and says so. */
export async function activateForAll(values: ActivateValues, app: App, version: number): Promise<void> {
  const path = `/api/apps/${app.id}/policies/${version}/activate`;
  const body = { replaces: app.activePolicyVersion, ...given(values) };
  const activated = await askConsole(values, path, policyVersionSchema, { method: "POST", body });
  printResult(values, activated, `version ${version} of ${app.appId}'s policy is in force for all`);
}

/** The members of an activation's body that only stand in it where they were typed. */
export function given({ confirm, reason }: ActivateValues) {
  return { ...(confirm === undefined ? {} : { confirm }), ...(reason === undefined ? {} : { reason }) };
}
