import { secretSchema } from "../../lib/contract/admin/secrets";
import { askConsole, CONSOLE_HELP, CONSOLE_OPTIONS } from "../console-api";
import { findApp } from "../find-app";
import { EXIT, printData } from "../output";
import { parseCommand } from "../parse-command";
import { readValue } from "../read-value";
import { findSecret } from "../secrets/find-secret";
import { openSealer } from "../secrets/seal";
import { parseAt, parseOverlap } from "../secrets/timing";
import { UsageError } from "../usage-error";

const USAGE = "attestry secret rotate <name> <file or -> --app <app id> [--at <time>] [--overlap 24h] [--json]";

const HELP = `usage: ${USAGE}

Gives a secret a new version. The value is read from a file or, with "-", from stdin, and sealed on this machine before
it leaves. Running apps pick it up within 5 minutes of its start.

  --app <app id>     an app that has the secret
  --platform <name>  where the app id is registered on both
  --at <time>        when it goes live, e.g. 2026-11-23T09:00:00Z (default: now)
  --overlap <time>   how long the version before answers on, e.g. 15m, 24h or none (default: 24h)
  --expected <n>     the version you know as newest: refused when somebody made a newer one
  --note <text>      for the audit
${CONSOLE_HELP}`;

/** `attestry secret rotate`. */
export async function secretRotate(args: readonly string[]): Promise<number> {
  const options = {
    ...CONSOLE_OPTIONS,
    app: { type: "string" },
    platform: { type: "string" },
    at: { type: "string" },
    overlap: { type: "string" },
    expected: { type: "string" },
    note: { type: "string" },
  } as const;
  const { values, positionals } = parseCommand(args, options, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const [name, file, ...others] = positionals;
  if (name === undefined || file === undefined || others.length > 0) {
    throw new UsageError("secret rotate takes a name and a file", USAGE);
  }
  if (values.app === undefined) throw new UsageError("secret rotate needs --app", USAGE);
  const overlapSeconds = parseOverlap(values.overlap, USAGE);
  const activeFrom = parseAt(values.at, USAGE);
  const { id, uid, versions } = await findSecret(values, await findApp(values, values.app), name);
  const sealer = await openSealer(values);
  const { sealed, fingerprint } = await sealer.seal(uid, await readValue(file, USAGE));
  const newest = versions[0]?.version ?? 1;
  const expectedVersion = values.expected === undefined ? newest : Number(values.expected);
  const body = { expectedVersion, sealed, fingerprint, activeFrom, overlapSeconds, note: values.note ?? "" };
  const path = `/api/secrets/${id}/versions`;
  const secret = await askConsole(values, path, secretSchema, { method: "POST", body });
  const made = secret.versions[0];
  const when = made?.state === "scheduled" ? `goes live at ${made.activeFrom}` : "is live";
  const words = `version ${made?.version} of ${name} ${when}; fingerprint ${fingerprint}`;
  printData(values.json ? JSON.stringify(secret, null, 2) : words);
  return EXIT.ok;
}
