import { secretSchema } from "../../lib/contract/admin/secrets";
import { askConsole } from "../console-api";
import { EXIT, printData, printResult } from "../output";
import { parseCommand } from "../parse-command";
import { namedVersion, SECRET_HELP, SECRET_OPTIONS } from "../secrets/named";
import { parseAt, parseOverlap } from "../secrets/timing";

const USAGE = "attestry secret rollback <name> <version> --app <app id> [--at <time>] [--overlap 24h] [--json]";

const HELP = `usage: ${USAGE}

Makes the value of an earlier version a new version. A revoked one does not come back.

  --at <time>        when it goes live, e.g. 2026-11-23T09:00:00Z (default: now)
  --overlap <time>   how long the version before answers on, e.g. 15m, 24h or none (default: 24h)
  --expected <n>     the version you know as newest: refused when somebody made a newer one
  --note <text>      for the audit
${SECRET_HELP}`;

/** `attestry secret rollback`. */
export async function secretRollback(args: readonly string[]): Promise<number> {
  const options = {
    ...SECRET_OPTIONS,
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
  const overlapSeconds = parseOverlap(values.overlap, USAGE);
  const activeFrom = parseAt(values.at, USAGE);
  const { secret, version } = await namedVersion(values, positionals, "secret rollback", USAGE);
  const newest = secret.versions[0]?.version ?? 1;
  const expectedVersion = values.expected === undefined ? newest : Number(values.expected);
  const body = { expectedVersion, activeFrom, overlapSeconds, note: values.note ?? "" };
  const path = `/api/secrets/${secret.id}/versions/${version}/roll-back`;
  const after = await askConsole(values, path, secretSchema, { method: "POST", body });
  const made = after.versions[0];
  const when = made?.state === "scheduled" ? `goes live at ${made.activeFrom}` : "is live";
  printResult(values, after, `version ${made?.version} of ${secret.name}, the value of version ${version}, ${when}`);
  return EXIT.ok;
}
