import { randomUUID } from "node:crypto";
import { type ImportPlan, importPlanSchema, secretsSchema } from "../../lib/contract/admin/secrets";
import { sealLine } from "../../lib/contract/secret-sealing";
import { ImportFileError, parseSecretsFile } from "../../lib/contract/secrets-file";
import { askConsole, CONSOLE_HELP, CONSOLE_OPTIONS } from "../console-api";
import { findApp } from "../find-app";
import { EXIT, printData } from "../output";
import { parseCommand } from "../parse-command";
import { readValue } from "../read-value";
import { openSealer } from "../secrets/seal";
import { parseOverlap } from "../secrets/timing";
import { tableLines } from "../table";
import { UsageError } from "../usage-error";

const USAGE = "attestry secret import <file or -> --app <app id> --domain <host> [--apply] [--json]";

const HELP = `usage: ${USAGE}

Shows what a .env file or a JSON object of texts would change: new names are created, known ones rotated, equal values
left alone. With --apply it happens, all or nothing. Values are sealed on this machine before they leave.

  --app <app id>     the app that gets them
  --platform <name>  where the app id is registered on both
  --domain <host>    an API that new ones may be sent to; repeat it for several
  --overlap <time>   how long replaced versions answer on, e.g. 15m, 24h or none (default: 24h)
  --note <text>      for the audit
  --apply            do it
${CONSOLE_HELP}`;

/** `attestry secret import`: exit code 1 when the plan refuses a line. */
export async function secretImport(args: readonly string[]): Promise<number> {
  const options = {
    ...CONSOLE_OPTIONS,
    app: { type: "string" },
    platform: { type: "string" },
    domain: { type: "string", multiple: true },
    overlap: { type: "string" },
    note: { type: "string" },
    apply: { type: "boolean" },
  } as const;
  const { values, positionals } = parseCommand(args, options, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new UsageError("secret import takes one file", USAGE);
  if (values.app === undefined || values.domain === undefined) {
    throw new UsageError("secret import needs --app and --domain", USAGE);
  }
  const lines = parseFile(await readValue(file, USAGE));
  const app = await findApp(values, values.app);
  const { secrets: known } = await askConsole(values, "/api/secrets", secretsSchema);
  const sealer = await openSealer(values);
  const secrets = [];
  for (const [index, { name, value }] of lines.entries()) {
    const existing = known.find(
      (secret) => secret.name === name && secret.scopes.some(({ appId }) => appId === app.id),
    );
    const uid = existing?.uid ?? randomUUID();
    const { sealed, ...line } = await sealLine(sealer.seal, { name, uid, value });
    secrets.push({ ...line, ...(values.apply && sealed !== undefined ? { sealed } : {}) });
    progress(index + 1, lines.length);
  }
  const body = {
    dryRun: values.apply !== true,
    domains: values.domain,
    scopes: [{ appId: app.id }],
    note: values.note ?? "",
    overlapSeconds: parseOverlap(values.overlap, USAGE),
    secrets,
  };
  const plan = await askConsole(values, "/api/secrets/import", importPlanSchema, { method: "POST", body });
  if (values.json) printData(JSON.stringify(plan, null, 2));
  else for (const line of planLines(plan)) printData(line);
  return plan.secrets.some(({ action }) => action === "refuse") ? EXIT.rejected : EXIT.ok;
}

function parseFile(text: string) {
  try {
    return parseSecretsFile(text);
  } catch (error) {
    if (error instanceof ImportFileError) throw new UsageError(error.message, USAGE);
    throw error;
  }
}

/** Sealing a thousand takes minutes; a person at a terminal sees it move. */
function progress(done: number, total: number): void {
  if (process.stderr.isTTY && total > 20)
    process.stderr.write(`\rsealed ${done} of ${total}${done === total ? "\n" : ""}`);
}

function planLines({ dryRun, secrets }: ImportPlan): string[] {
  const rows = secrets.map(({ name, action, version, problem }) => [
    name,
    action,
    version === null ? "" : `version ${version}`,
    problem ?? "",
  ]);
  const last = dryRun ? "nothing was changed; --apply does it" : "done";
  return [...tableLines([["name", "action", "version", ""], ...rows]), last];
}
