import type { Secret } from "../../lib/contract/admin/secrets";
import { CONSOLE_HELP, CONSOLE_OPTIONS, type ConsoleOptions } from "../console-api";
import { findApp } from "../find-app";
import { UsageError } from "../usage-error";
import { findSecret } from "./find-secret";

/** What every command takes that is about a secret there is. */
export const SECRET_OPTIONS = { ...CONSOLE_OPTIONS, app: { type: "string" }, platform: { type: "string" } } as const;

export const SECRET_HELP = `  --app <app id>     an app that has the secret
  --platform <name>  where the app id is registered on both
${CONSOLE_HELP}`;

type Values = ConsoleOptions & { readonly app?: string | undefined; readonly platform?: string | undefined };

/** The secret that a command names by its only argument and `--app`. */
export async function namedSecret(
  values: Values,
  positionals: readonly string[],
  command: string,
  usage: string,
): Promise<Secret> {
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0) throw new UsageError(`${command} takes a name`, usage);
  if (values.app === undefined) throw new UsageError(`${command} needs --app`, usage);
  return findSecret(values, await findApp(values, values.app), name);
}

/** The secret and the number of one of its versions, by two arguments and `--app`. */
export async function namedVersion(
  values: Values,
  positionals: readonly string[],
  command: string,
  usage: string,
): Promise<{ secret: Secret; version: number }> {
  const [name, version, ...others] = positionals;
  if (name === undefined || version === undefined || !/^[1-9]\d{0,8}$/.test(version) || others.length > 0) {
    throw new UsageError(`${command} takes a name and a version number`, usage);
  }
  return { secret: await namedSecret(values, [name], command, usage), version: Number(version) };
}
