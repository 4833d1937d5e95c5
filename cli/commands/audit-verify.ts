import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { type AuditChain, auditChainSchema, exportedAuditEntrySchema } from "../../lib/contract/admin/audit";
import { auditHash, GENESIS_HASH } from "../../lib/encoding/audit-hash";
import { askConsole, CONSOLE_HELP, CONSOLE_OPTIONS } from "../console-api";
import { EXIT, printData } from "../output";
import { parseCommand } from "../parse-command";
import { UsageError } from "../usage-error";

const USAGE = "attestry audit verify [--head <hash>] [--file <export.ndjson>] [--json]";

const HELP = `usage: ${USAGE}

Recomputes the audit's chain of hashes and names the first entry that does not follow from the one before it.
Exits with 0 when the chain holds, with 1 when it does not.

  --head <hash>      a head that you noted before: it has to be part of the chain still, so that entries cut off
                     at the end are told too
  --file <path>      check a whole export here instead of asking the console: GET /api/audit/export
${CONSOLE_HELP}`;

const EXPORT_HINT = "GET /api/audit/export writes it";

/** `attestry audit verify`. */
export async function auditVerify(args: readonly string[]): Promise<number> {
  const options = { ...CONSOLE_OPTIONS, head: { type: "string" }, file: { type: "string" } } as const;
  const { values } = parseCommand(args, options, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const { head, file } = values;
  if (head !== undefined && !/^[0-9a-f]{64}$/.test(head)) throw new UsageError("--head takes 64 hex digits", USAGE);
  const chain =
    file === undefined
      ? await askConsole(values, "/api/audit/verify", auditChainSchema, { query: { head } })
      : await verifyFile(file, head);
  if (values.json) printData(JSON.stringify(chain, null, 2));
  else for (const line of sentences(chain)) printData(line);
  return chain.brokenAt === null && chain.knownHeadFound !== false ? EXIT.ok : EXIT.rejected;
}

function sentences({ entries, head, brokenAt, knownHeadFound }: AuditChain): string[] {
  if (brokenAt !== null) {
    return [
      `the chain is broken at entry ${brokenAt}: it does not follow from the ${entries} before it`,
      `last good hash: ${head}`,
    ];
  }
  const noted = {
    true: ["the noted head is part of it"],
    false: ["the noted head is not part of it: entries are missing"],
  };
  return [
    `the chain of ${entries} entries holds`,
    ...(knownHeadFound === null ? [] : noted[`${knownHeadFound}`]),
    `head: ${head}`,
  ];
}

/** The same over an export, line by line, without trusting the server that wrote it. */
async function verifyFile(path: string, knownHead: string | undefined): Promise<AuditChain> {
  let previous: Buffer = GENESIS_HASH;
  let entries = 0;
  let found = knownHead === undefined ? null : knownHead === previous.toString("hex");
  const report = (brokenAt: number | null) => ({
    entries,
    head: previous.toString("hex"),
    brokenAt,
    knownHeadFound: found,
  });
  for await (const line of linesOf(path)) {
    const parsed = exportedAuditEntrySchema.safeParse(line);
    if (!parsed.success) throw new UsageError(`${path} holds a line that is no audit entry`, EXPORT_HINT);
    const entry = parsed.data;
    const hash = auditHash(previous, entry);
    if (entry.previousHash !== previous.toString("hex") || entry.hash !== hash.toString("hex")) return report(entry.id);
    previous = hash;
    entries += 1;
    if (entry.hash === knownHead) found = true;
  }
  return report(null);
}

async function* linesOf(path: string): AsyncGenerator<unknown, void> {
  try {
    for await (const line of createInterface({ input: createReadStream(path) }))
      if (line !== "") yield JSON.parse(line);
  } catch (cause) {
    throw new UsageError(`${path} can't be read as newline-delimited JSON`, EXPORT_HINT, {
      cause,
    });
  }
}
