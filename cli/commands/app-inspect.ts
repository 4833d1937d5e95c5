import { inspectApkFiles } from "../../lib/registration/apk/inspect-apk-set";
import { inspectPackage, type PackageInspection } from "../../lib/registration/inspect-package";
import { UnreadablePackageError } from "../../lib/registration/rejection";
import { EXIT, printData, printError } from "../output";
import { parseCommand } from "../parse-command";
import { UsageError } from "../usage-error";
import { inspectionJson, inspectionText, unreadableJson } from "./inspection-report";

const USAGE = "attestry app inspect <file...> [--json] [--min-sdk <API level>] [--allow-development]";

const HELP = `usage: ${USAGE}

Verifies an app package and shows what registration would take from it. Nothing leaves this machine.
Takes an .apk, several split .apk files of one app, an archive of them (.apks, .xapk), an .aab, an .ipa or an .app.

  --json                  print one JSON object
  --min-sdk <API level>   lowest Android version the app must install on (default 24)
  --allow-development     accept an iOS app that is signed with a development certificate

Exit code: 0 accept, 1 reject, 2 the input can't be read as a package.`;

interface Options {
  readonly paths: readonly string[];
  readonly json: boolean;
  readonly help: boolean;
  readonly minSdkFloor: number;
  readonly allowDevelopment: boolean;
}

const OPTIONS = {
  json: { type: "boolean" },
  "min-sdk": { type: "string" },
  "allow-development": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** `attestry app inspect`: 0 when the package is fit to register, 1 when not, 2 when it can't be read. */
export async function appInspect(args: readonly string[]): Promise<number> {
  const options = parse(args);
  if (options.help) {
    printData(HELP);
    return EXIT.ok;
  }
  try {
    const inspection = await inspect(options);
    printData(options.json ? inspectionJson(inspection) : inspectionText(inspection));
    return inspection.verdict === "accept" ? EXIT.ok : EXIT.rejected;
  } catch (error) {
    if (!(error instanceof UnreadablePackageError)) throw error;
    if (options.json) printData(unreadableJson(error));
    printError(`${options.paths.join(" ")}: ${error.message}`, hintFor(error));
    return EXIT.unusable;
  }
}

async function inspect({ paths, minSdkFloor, allowDevelopment }: Options): Promise<PackageInspection> {
  const [path = "", another] = paths;
  return another === undefined
    ? inspectPackage(path, { minSdkFloor, allowDevelopment, hashFile: true })
    : inspectApkFiles(paths, { minSdkFloor, hashFile: true });
}

function parse(args: readonly string[]): Options {
  const { values, positionals } = parseCommand(args, OPTIONS, USAGE);
  const help = values.help ?? false;
  if (!help && positionals.length === 0) throw new UsageError("app inspect takes a file", USAGE);
  const minSdkFloor = Number(values["min-sdk"] ?? 24);
  if (!Number.isInteger(minSdkFloor) || minSdkFloor < 24 || minSdkFloor > 10_000) {
    throw new UsageError("--min-sdk takes an API level of 24 or more", USAGE);
  }
  const allowDevelopment = values["allow-development"] ?? false;
  return { paths: positionals, json: values.json ?? false, minSdkFloor, allowDevelopment, help };
}

function hintFor(error: UnreadablePackageError): string | undefined {
  if (error.code === "not-a-package") return "a download that was cut off can't be read; get the file again";
  if (error.code === "not-a-file") return "give a package file, or a folder whose name ends in .app";
  return error.code === "changed" ? "run it again when nothing writes to the file any more" : undefined;
}
