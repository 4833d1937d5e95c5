import { randomUUID } from "node:crypto";
import { secretSchema } from "../../lib/contract/admin/secrets";
import { askConsole, CONSOLE_HELP, CONSOLE_OPTIONS } from "../console-api";
import { findApp } from "../find-app";
import { EXIT, printData } from "../output";
import { parseCommand } from "../parse-command";
import { readValue } from "../read-value";
import { secretOf } from "../secrets/find-secret";
import { openSealer } from "../secrets/seal";
import { parseAt } from "../secrets/timing";
import { UsageError } from "../usage-error";

const USAGE = "attestry secret set <name> <file or -> --app <app id> --domain <host> [--json]";

const HELP = `usage: ${USAGE}

Keeps a new secret for an app. The value is read from a file or, with "-", from stdin, and sealed on this machine before
it leaves. Instances get it at their next attestation that passes, within 5 minutes.

  --app <app id>        the app that gets it
  --platform <name>     where the app id is registered on both
  --domain <host>       an API it may be sent to; repeat it for several
  --min-version <v>     only from this app version on
  --at <time>           when it goes live, e.g. 2026-11-23T09:00:00Z (default: now)
  --note <text>         for the audit
${CONSOLE_HELP}`;

/** `attestry secret set`. */
export async function secretSet(args: readonly string[]): Promise<number> {
  const options = {
    ...CONSOLE_OPTIONS,
    app: { type: "string" },
    platform: { type: "string" },
    domain: { type: "string", multiple: true },
    "min-version": { type: "string" },
    at: { type: "string" },
    note: { type: "string" },
  } as const;
  const { values, positionals } = parseCommand(args, options, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const [name, file, ...others] = positionals;
  if (name === undefined || file === undefined || others.length > 0) {
    throw new UsageError("secret set takes a name and a file", USAGE);
  }
  if (values.app === undefined || values.domain === undefined) {
    throw new UsageError("secret set needs --app and --domain", USAGE);
  }
  const app = await findApp(values, values.app);
  if ((await secretOf(values, app, name)) !== null) {
    throw new UsageError(
      `${values.app} has a secret ${name} already`,
      `attestry secret rotate ${name} gives it a new value`,
    );
  }
  const uid = randomUUID();
  const sealer = await openSealer(values);
  const { sealed, fingerprint } = await sealer.seal(uid, await readValue(file, USAGE));
  const body = {
    uid,
    name,
    sealed,
    fingerprint,
    domains: values.domain,
    scopes: [{ appId: app.id, minVersion: values["min-version"] ?? null }],
    note: values.note ?? "",
    activeFrom: parseAt(values.at, USAGE),
  };
  const secret = await askConsole(values, "/api/secrets", secretSchema, { method: "POST", body });
  const words = `${name} is kept for ${app.appId}; sealed to vault key ${sealer.vault}, fingerprint ${fingerprint}`;
  printData(values.json ? JSON.stringify(secret, null, 2) : words);
  return EXIT.ok;
}
