import { inspectApk } from "../../lib/registration/apk/inspect-apk";
import { UnreadablePackageError } from "../../lib/registration/rejection";
import { EXIT, printData, printError } from "../output";
import { parseCommand } from "../parse-command";
import { UsageError } from "../usage-error";
import { inspectionJson, inspectionText, unreadableJson } from "./inspection-report";

const USAGE = "attestry app inspect <file> [--json] [--min-sdk <API level>]";

const HELP = `usage: ${USAGE}

Verifies an app package and shows what registration would take from it. Nothing leaves this machine.

  --json                  print one JSON object
  --min-sdk <API level>   lowest Android version the app must install on (default 24)

Exit code: 0 accept, 1 reject, 2 the file can't be read as a package.`;

const OPTIONS = {
  json: { type: "boolean" },
  "min-sdk": { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/** `attestry app inspect`: 0 when the package is fit to register, 1 when not, 2 when it can't be read. */
export async function appInspect(args: readonly string[]): Promise<number> {
  const { path, json, minSdkFloor, help } = parse(args);
  if (help) {
    printData(HELP);
    return EXIT.ok;
  }
  try {
    const inspection = await inspectApk(path, { minSdkFloor });
    printData(json ? inspectionJson(inspection) : inspectionText(inspection));
    return inspection.verdict === "accept" ? EXIT.ok : EXIT.rejected;
  } catch (error) {
    if (!(error instanceof UnreadablePackageError)) throw error;
    if (json) printData(unreadableJson(error));
    printError(`${path}: ${error.message}`, hintFor(error));
    return EXIT.unusable;
  }
}

function parse(args: readonly string[]) {
  const { values, positionals } = parseCommand(args, OPTIONS, USAGE);
  const [path, ...others] = positionals;
  const help = values.help ?? false;
  if (!help && (path === undefined || others.length > 0)) {
    throw new UsageError("app inspect takes one file", USAGE);
  }
  const minSdkFloor = Number(values["min-sdk"] ?? 24);
  if (!Number.isInteger(minSdkFloor) || minSdkFloor < 24 || minSdkFloor > 10_000) {
    throw new UsageError("--min-sdk takes an API level of 24 or more", USAGE);
  }
  return { path: path ?? "", json: values.json ?? false, minSdkFloor, help };
}

function hintFor(error: UnreadablePackageError): string | undefined {
  if (error.code === "not-a-package") return "give an .apk file; a download that was cut off can't be read";
  return error.code === "changed" ? "run it again when nothing writes to the file any more" : undefined;
}
