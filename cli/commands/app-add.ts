import { stat } from "node:fs/promises";
import { type RegisteredPackage, registeredPackageSchema } from "../../lib/contract/admin/apps";
import { askConsole, CONSOLE_HELP, CONSOLE_OPTIONS, ConsoleError } from "../console-api";
import { EXIT, printData, printError } from "../output";
import { parseCommand } from "../parse-command";
import { UsageError } from "../usage-error";

const USAGE =
  "attestry app add <file> [--name <name>] [--play-signing-digest <sha256>] [--url <url>] [--api-key <key>] [--json]";

const HELP = `usage: ${USAGE}

Registers a build by its package (APK, .apks or .xapk, AAB, IPA, zipped .app); the first build of an app registers the app too. Sending the same package again
changes nothing, so a CI job can run it after every build.

  --name <name>      what to call the app if it is new (default: its package name)
  --play-signing-digest <sha256>
                     AAB: the app signing key certificate of the Play Console (App integrity); once per app is enough
  --allow-development
                     IPA: take a build that is signed with a development certificate
${CONSOLE_HELP}

Exit code: 0 registered, 1 the package was rejected, 2 anything else.`;

const OWN_OPTIONS = {
  name: { type: "string" },
  "play-signing-digest": { type: "string" },
  "allow-development": { type: "boolean" },
} as const;

/** `attestry app add`: 0 registered (now or before), 1 the package was rejected, 2 it could not be sent. */
export async function appAdd(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, { ...CONSOLE_OPTIONS, ...OWN_OPTIONS }, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new UsageError("app add takes one file", USAGE);
  const found = await stat(file).catch(() => null);
  if (found?.isFile() !== true) {
    printError(`${file}: there is no such file`);
    return EXIT.unusable;
  }
  try {
    const query = {
      name: values.name,
      playSigningDigest: values["play-signing-digest"],
      ...(values["allow-development"] ? { development: "true" } : {}),
    };
    const registered = await askConsole(values, "/api/builds", registeredPackageSchema, {
      method: "POST",
      query,
      file,
    });
    printData(values.json ? JSON.stringify(registered, null, 2) : inWords(registered));
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof ConsoleError) || error.code !== "rejected_package") throw error;
    const reasons = Object.keys(error.fields);
    if (values.json)
      printData(JSON.stringify({ error: error.code, reasons, error_description: error.message }, null, 2));
    printError(`${file}: ${error.message}`, "attestry app inspect shows what is in it");
    return EXIT.rejected;
  }
}

function inWords({ app, build, created, uses }: RegisteredPackage): string {
  const version = `${app.appId} ${build.versionName} (${build.versionCode})`;
  return [
    created.build ? `registered ${version}` : `${version} was registered already`,
    ...(created.app ? [`new app "${app.name}", judged by the starting policy`] : []),
    ...build.signerDigests.map((digest) => `signer ${digest}`),
    ...(build.teamId === null ? [] : [`team ${build.teamId}`]),
    ...uses,
  ].join("\n");
}
