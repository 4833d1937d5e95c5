import { type PolicyVersion, policiesSchema } from "../../lib/contract/admin/policies";
import { askConsole, CONSOLE_HELP, CONSOLE_OPTIONS } from "../console-api";
import { findApp } from "../find-app";
import { EXIT, printData, printResult } from "../output";
import { parseCommand } from "../parse-command";
import { tableLines } from "../table";
import { UsageError } from "../usage-error";
import { parseVersionNumber } from "./policy-file";

const USAGE = "attestry policy list <app id> [--limit <n>] [--before <version>] [--json]";

const HELP = `usage: ${USAGE}

Lists the versions of an app's policy, newest first: which one is in force, who wrote it and why, when it was activated.

  --limit <n>        at most this many, up to 200 (default 50)
  --before <version> only versions older than this one
  --platform <name>  where the app id is registered on both
${CONSOLE_HELP}`;

/** `attestry policy list`. */
export async function policyList(args: readonly string[]): Promise<number> {
  const options = {
    ...CONSOLE_OPTIONS,
    platform: { type: "string" },
    limit: { type: "string" },
    before: { type: "string" },
  } as const;
  const { values, positionals } = parseCommand(args, options, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const [appId, ...others] = positionals;
  if (appId === undefined || others.length > 0) throw new UsageError("policy list takes one app id", USAGE);
  if (values.before !== undefined) parseVersionNumber(values.before, "--before", USAGE);
  const { id } = await findApp(values, appId);
  const query = { limit: values.limit, before: values.before };
  const listed = await askConsole(values, `/api/apps/${id}/policies`, policiesSchema, { query });
  const rows = listed.versions.map((version) => rowOf(version, listed.activeVersion));
  printResult(values, listed, tableLines([HEAD, ...rows]).join("\n"));
  return EXIT.ok;
}

const HEAD = ["version", "state", "written", "by", "activated", "by", "reason"];

function rowOf({ version, createdAt, author, activations, reason }: PolicyVersion, active: number | null): string[] {
  const [last] = activations;
  const state = version === active ? "in force" : last === undefined ? "draft" : "was in force";
  return [String(version), state, createdAt, author, last?.at ?? "never", last?.by ?? "", reason];
}
