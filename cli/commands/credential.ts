import {
  createdDevelopmentCredentialSchema,
  type DevelopmentCredentialRow,
  developmentCredentialSchema,
  developmentCredentialsSchema,
} from "../../lib/contract/admin/development-credentials";
import { askConsole, CONSOLE_HELP, CONSOLE_OPTIONS } from "../console-api";
import { findApp } from "../find-app";
import { momentOf } from "../moment";
import { EXIT, printData, printResult } from "../output";
import { parseCommand } from "../parse-command";
import { tableLines } from "../table";
import { UsageError } from "../usage-error";

const CREATE =
  "attestry credential create <name> --app <app id> --expires <time> [--purpose development|ci] [--waive <signal>] [--uses <n>] [--json]";
const LIST = "attestry credential list --app <app id> [--json]";
const REVOKE = "attestry credential revoke <id> --app <app id> [--json]";

const COMMON = `  --app <app id>         the app whose unreleased builds pass with it
  --platform <name>      where the app id is registered on both
${CONSOLE_HELP}`;

const CREATE_HELP = `usage: ${CREATE}

Makes a credential with which unreleased builds pass on emulators, in CI and on test phones. It is printed once, alone on
stdout: send it straight to where the build keeps its secrets.

  --expires <time>       when it ends: 2026-12-24T18:00:00Z, or 8h, 30d from now; a year at most
  --purpose <name>       development (default) or ci
  --uses <n>             installations that may enrol with it (default: any number)
  --waive <signal>       a signal that does not reject where it is shown; repeat it for several
${COMMON}`;

const LIST_HELP = `usage: ${LIST}

Lists an app's development credentials: state, uses and last use. The credentials themselves can't be read back.

${COMMON}`;

const REVOKE_HELP = `usage: ${REVOKE}

Ends a development credential within a second. One that has ended stays as it is.

${COMMON}`;

const OPTIONS = { ...CONSOLE_OPTIONS, app: { type: "string" }, platform: { type: "string" } } as const;

/** `attestry credential create`. */
export async function credentialCreate(args: readonly string[]): Promise<number> {
  const options = {
    ...OPTIONS,
    expires: { type: "string" },
    purpose: { type: "string" },
    waive: { type: "string", multiple: true },
    uses: { type: "string" },
  } as const;
  const { values, positionals } = parseCommand(args, options, CREATE);
  if (values.help) {
    printData(CREATE_HELP);
    return EXIT.ok;
  }
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0) throw new UsageError("credential create takes a name", CREATE);
  if (values.expires === undefined) throw new UsageError("credential create needs --expires", CREATE);
  const usesMax = values.uses === undefined ? undefined : parseUses(values.uses);
  const body = { name, purpose: values.purpose, waives: values.waive, expiresAt: momentOf(values.expires), usesMax };
  const path = await pathOf(values, CREATE);
  const made = await askConsole(values, path, createdDevelopmentCredentialSchema, { method: "POST", body });
  printResult(values, made, made.secret);
  if (!values.json) process.stderr.write(`credential ${made.credential.id} ends at ${made.credential.expiresAt}\n`);
  return EXIT.ok;
}

/** `attestry credential list`. */
export async function credentialList(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, OPTIONS, LIST);
  if (values.help) {
    printData(LIST_HELP);
    return EXIT.ok;
  }
  if (positionals.length > 0) throw new UsageError("credential list takes no argument", LIST);
  const listed = await askConsole(values, await pathOf(values, LIST), developmentCredentialsSchema);
  printResult(values, listed, tableLines([HEAD, ...listed.credentials.map(rowOf)]).join("\n"));
  return EXIT.ok;
}

/** `attestry credential revoke`. */
export async function credentialRevoke(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, OPTIONS, REVOKE);
  if (values.help) {
    printData(REVOKE_HELP);
    return EXIT.ok;
  }
  const [id, ...others] = positionals;
  if (id === undefined || !/^[1-9]\d{0,8}$/.test(id) || others.length > 0) {
    throw new UsageError("credential revoke takes the id that credential list shows", REVOKE);
  }
  // Only what the named app has: a mistyped id must not end the credential of another app.
  const { credentials } = await askConsole(values, await pathOf(values, REVOKE), developmentCredentialsSchema);
  if (!credentials.some((one) => one.id === Number(id))) {
    throw new UsageError(`${values.app} has no development credential ${id}`, LIST);
  }
  const path = `/api/development-credentials/${id}/revoke`;
  const revoked = await askConsole(values, path, developmentCredentialSchema, { method: "POST" });
  printResult(values, revoked, `${revoked.name} is revoked since ${revoked.revokedAt}`);
  return EXIT.ok;
}

type Values = Parameters<typeof findApp>[0] & { readonly app?: string | undefined };

async function pathOf(values: Values, usage: string): Promise<string> {
  if (values.app === undefined) throw new UsageError("--app is missing", usage);
  return `/api/apps/${(await findApp(values, values.app)).id}/development-credentials`;
}

function parseUses(typed: string): number {
  if (/^[1-9]\d{0,8}$/.test(typed)) return Number(typed);
  throw new UsageError("--uses takes a number of installations", CREATE);
}

const HEAD = ["id", "name", "purpose", "state", "expires", "enrols", "uses", "last used", "by"];

function rowOf(row: DevelopmentCredentialRow): string[] {
  const { id, name, purpose, expiresAt, uses, usesLeft, lastUsedAt, createdBy } = row;
  const enrols = usesLeft === null ? "any" : `${usesLeft} more`;
  return [String(id), name, purpose, stateOf(row), expiresAt, enrols, String(uses), lastUsedAt ?? "never", createdBy];
}

function stateOf({ revokedAt, expiresAt, usesLeft }: DevelopmentCredentialRow): string {
  if (revokedAt !== null) return "revoked";
  if (Date.parse(expiresAt) <= Date.now()) return "expired";
  return usesLeft === 0 ? "used up" : "valid";
}
