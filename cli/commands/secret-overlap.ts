import { secretSchema } from "../../lib/contract/admin/secrets";
import { askConsole, ConsoleError } from "../console-api";
import { momentOf } from "../moment";
import { EXIT, printData, printResult } from "../output";
import { parseCommand } from "../parse-command";
import { namedVersion, SECRET_HELP, SECRET_OPTIONS } from "../secrets/named";
import { UsageError } from "../usage-error";

const USAGE = "attestry secret overlap <name> <version> --app <app id> --ends <time> [--json]";

const HELP = `usage: ${USAGE}

Sets when an overlapping version is retired: earlier, later or now. "attestry secret adoption" says who still holds it.

  --ends <time>      2026-11-24T09:00:00Z, or 30m, 8h, 7d from now, or now
  --expected <time>  the end you know: refused when somebody has set another
${SECRET_HELP}`;

/** `attestry secret overlap`. */
export async function secretOverlap(args: readonly string[]): Promise<number> {
  const options = { ...SECRET_OPTIONS, ends: { type: "string" }, expected: { type: "string" } } as const;
  const { values, positionals } = parseCommand(args, options, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  if (values.ends === undefined) throw new UsageError("secret overlap needs --ends", USAGE);
  const { secret, version } = await namedVersion(values, positionals, "secret overlap", USAGE);
  const found = secret.versions.find((one) => one.version === version);
  if (found === undefined) throw new ConsoleError("not_found", `${secret.name} has no version ${version}`);
  // A version that is not overlapping has no end to expect; the console says so by its state.
  const expectedEndsAt = values.expected ?? found.endsAt ?? found.activeFrom;
  const body = { expectedEndsAt, endsAt: values.ends === "now" ? null : momentOf(values.ends) };
  const path = `/api/secrets/${secret.id}/versions/${version}/overlap`;
  const after = await askConsole(values, path, secretSchema, { method: "POST", body });
  const endsAt = after.versions.find((one) => one.version === version)?.endsAt;
  printResult(values, after, `version ${version} of ${secret.name} is retired at ${endsAt}`);
  return EXIT.ok;
}
