import { policyVersionSchema } from "../../lib/contract/admin/policies";
import { askConsole, CONSOLE_HELP, CONSOLE_OPTIONS } from "../console-api";
import { findApp } from "../find-app";
import { EXIT, printData, printResult } from "../output";
import { parseCommand } from "../parse-command";
import { type Difference, differences } from "../policies/differences";
import { UsageError } from "../usage-error";
import { parseVersionNumber } from "./policy-file";

const USAGE = "attestry policy diff <app id> <version> <version> [--json]";

const HELP = `usage: ${USAGE}

Shows in which members two versions of an app's policy differ.

  --platform <name>  where the app id is registered on both
${CONSOLE_HELP}

Exit code: 0 they judge alike, 1 they differ, 2 anything else.`;

/** `attestry policy diff`: exits 0 for two versions alike, 1 for two that differ. */
export async function policyDiff(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, { ...CONSOLE_OPTIONS, platform: { type: "string" } }, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const [appId, first, second, ...others] = positionals;
  if (appId === undefined || first === undefined || second === undefined || others.length > 0) {
    throw new UsageError("policy diff takes an app id and two versions", USAGE);
  }
  const [from, to] = [first, second].map((given) => parseVersionNumber(given, "policy diff", USAGE));
  const { id } = await findApp(values, appId);
  const read = (version: number | undefined) =>
    askConsole(values, `/api/apps/${id}/policies/${version}`, policyVersionSchema);
  const [before, after] = await Promise.all([read(from), read(to)]);
  const changes = differences(before.policy, after.policy);
  const words = changes.length === 0 ? `versions ${from} and ${to} are alike` : changes.map(inWords).join("\n");
  printResult(values, { from, to, changes }, words);
  return changes.length === 0 ? EXIT.ok : EXIT.rejected;
}

function inWords({ path, from, to }: Difference): string {
  return `${path}: ${valueInWords(from)} -> ${valueInWords(to)}`;
}

function valueInWords(value: unknown): string {
  return value === undefined ? "not set" : JSON.stringify(value);
}
