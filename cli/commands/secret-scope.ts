import { appsSchema } from "../../lib/contract/admin/apps";
import { type Secret, type SecretScope, secretSchema } from "../../lib/contract/admin/secrets";
import { askConsole, type ConsoleOptions } from "../console-api";
import { findApp } from "../find-app";
import { EXIT, printData, printResult } from "../output";
import { parseCommand } from "../parse-command";
import { namedSecret, SECRET_HELP, SECRET_OPTIONS } from "../secrets/named";
import { UsageError } from "../usage-error";

const USAGE =
  "attestry secret scope <name> --app <app id> [--add <app id>] [--remove <app id>] [--min-version <v>] [--domain <host>] [--json]";

const HELP = `usage: ${USAGE}

Shows or changes which apps get a secret, from which version on, and the APIs its value may be sent to.

  --add <app id>     an app that gets it too; ios:<app id> or android:<app id> where it is registered on both
  --remove <app id>  an app that loses it at its next attestation; the same forms
  --min-version <v>  only from this version of --app and the added apps on; none for all
  --domain <host>    an API it may be sent to, instead of those there are; repeat it for several
${SECRET_HELP}`;

/** `attestry secret scope`. */
export async function secretScope(args: readonly string[]): Promise<number> {
  const options = {
    ...SECRET_OPTIONS,
    add: { type: "string", multiple: true },
    remove: { type: "string", multiple: true },
    "min-version": { type: "string" },
    domain: { type: "string", multiple: true },
  } as const;
  const { values, positionals } = parseCommand(args, options, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const secret = await namedSecret(values, positionals, "secret scope", USAGE);
  const scopes = await changedScopes(values, secret);
  if (scopes === undefined && values.domain === undefined) {
    printResult(values, secret, await inWords(values, secret));
    return EXIT.ok;
  }
  const body = { revision: secret.revision, scopes, domains: values.domain };
  const after = await askConsole(values, `/api/secrets/${secret.id}`, secretSchema, { method: "PATCH", body });
  printResult(values, after, await inWords(values, after));
  return EXIT.ok;
}

interface Values extends ConsoleOptions {
  readonly app?: string | undefined;
  readonly platform?: string | undefined;
  readonly add?: string[] | undefined;
  readonly remove?: string[] | undefined;
  readonly "min-version"?: string | undefined;
}

/** The scopes as they shall be; undefined where nothing was typed that changes them. */
async function changedScopes(values: Values, secret: Secret): Promise<SecretScope[] | undefined> {
  const { add = [], remove = [], "min-version": typed } = values;
  if (add.length === 0 && remove.length === 0 && typed === undefined) return undefined;
  const minVersion = typed === "none" ? null : typed;
  const removed = await Promise.all(remove.map((name) => idOf(values, name)));
  const missing = remove.find((_, index) => !secret.scopes.some(({ appId }) => appId === removed[index]));
  if (missing !== undefined) throw new UsageError(`${missing} does not have ${secret.name}`, USAGE);
  const added = await Promise.all(add.map((name) => idOf(values, name)));
  const own = values.app === undefined ? [] : [(await findApp(values, values.app)).id];
  const kept = secret.scopes.filter(({ appId }) => !removed.includes(appId) && !added.includes(appId));
  return [
    ...kept.map((scope) => (minVersion === undefined || !own.includes(scope.appId) ? scope : { ...scope, minVersion })),
    ...added.map((appId) => ({ appId, minVersion: minVersion ?? null })),
  ];
}

async function idOf(values: Values, name: string): Promise<number> {
  const [, platform, appId = name] = /^(ios|android):(.+)$/.exec(name) ?? [];
  return (await findApp({ ...values, platform }, appId)).id;
}

async function inWords(values: Values, { name, scopes, domains, revision }: Secret): Promise<string> {
  const { apps } = await askConsole(values, "/api/apps", appsSchema);
  const lines = scopes.map(({ appId, minVersion }) => {
    const app = apps.find(({ id }) => id === appId);
    return `  ${app?.appId ?? `app ${appId}`}, ${app?.platform ?? "unknown"}${minVersion === null ? "" : `, from ${minVersion} on`}`;
  });
  return [`${name}, revision ${revision}, may be sent to ${domains.join(", ")}; for`, ...lines].join("\n");
}
