import { relative } from "node:path";
import { parseArgs } from "node:util";
import { RevocationListError } from "../../lib/attestation/revocation";
import { type AppraisalSettings, appraiseCase, type CaseVerdict } from "../evidence/appraise-case";
import { tallyCase } from "../evidence/expectation";
import { createRevocationFinder, listEvidenceFiles, readEvidenceText, readRevocationList } from "../evidence/files";
import { parseEvidenceFile, UnreadableEvidenceError } from "../evidence/parse-evidence-file";
import { createSummary, type Summary } from "../evidence/summary";
import { EXIT, printData, printError } from "../output";
import { UsageError } from "../usage-error";

const USAGE = "attestry evidence verify <file or folder> [--json] [--at <time>] [--policy strict|chain]";

const HELP = `usage: ${USAGE}

Appraises platform evidence offline: App Attest, Android Key Attestation, Play Integrity. Nothing leaves this machine.

  --json                     print one JSON object per input and line
  --at <time>                appraise as of this instant (ISO 8601); else as of the file's validAt, else now
  --policy strict|chain      strict (default): every check. chain: signatures, names, pinned root, dates, the
                             position and form of the attestation record
  --revocation-list <file>   Google's status list; else a file revocation….json beside the evidence or above it

Exit code: 0 all pass, 1 some fail, 2 something can't be read.`;

/** `attestry evidence verify`: 0 when all evidence passes, 1 when some fails, 2 when some can't be read. */
export async function evidenceVerify(args: readonly string[]): Promise<number> {
  const options = parse(args);
  if (options.help) {
    printData(HELP);
    return EXIT.ok;
  }
  try {
    return await verifyPath(options);
  } catch (error) {
    if (!(error instanceof UnreadableEvidenceError || error instanceof RevocationListError)) throw error;
    printError(`${options.path}: ${error.message}`);
    return EXIT.unusable;
  }
}

type Options = ReturnType<typeof parse>;

async function verifyPath(options: Options): Promise<number> {
  const { files, isFolder } = await listEvidenceFiles(options.path);
  const given = options.revocationList === undefined ? null : await readRevocationList(options.revocationList);
  const find = createRevocationFinder();
  const summary = createSummary();
  for (const path of files) {
    try {
      const found = given ?? (await find(path));
      const settings = { policy: options.policy, at: options.at, now: new Date(), revocations: found?.list ?? null };
      const read = await verifyFile(path, settings, options.json, summary);
      if (!read && !isFolder) throw new UnreadableEvidenceError("it holds no evidence of a known form");
      if (read && found !== null) summary.revocationList(found.path, found.list.size);
    } catch (error) {
      if (!(error instanceof UnreadableEvidenceError)) throw error;
      printError(`${isFolder ? relative(options.path, path) : path}: ${error.message}`);
      summary.unreadable();
    }
  }
  if (isFolder) summary.print();
  return summary.exitCode();
}

/** False when the file holds no evidence. */
async function verifyFile(
  path: string,
  settings: AppraisalSettings,
  json: boolean,
  summary: Summary,
): Promise<boolean> {
  const cases = parseEvidenceFile(await readEvidenceText(path));
  if (cases === null) {
    summary.skipped();
    return false;
  }
  for (const one of cases) {
    const verdict = await appraiseCase(one, settings);
    printData(json ? JSON.stringify(verdict) : verdictText(verdict));
    summary.judged(one.kind, verdict.verdict, await tallyCase(one, verdict, settings));
  }
  return true;
}

function verdictText({ id, format, verdict, reasons, checks }: CaseVerdict): string {
  const failed = checks
    .filter(({ outcome }) => outcome === "fail")
    .map(({ id: check, title, found, expected }) => {
      const compared = [found && `found ${found}`, expected && `expected ${expected}`].filter(Boolean).join(", ");
      return `  ${check}: ${title}${compared ? ` (${compared})` : ""}`;
    });
  const because = reasons.length === 0 ? "" : `: ${reasons.join(", ")}`;
  return [`${verdict}  ${id}  ${format}${because}`, ...failed].join("\n");
}

function parse(args: readonly string[]) {
  const { values, positionals } = parseOptions(args);
  const [path, ...others] = positionals;
  const help = values.help ?? false;
  if (!help && (path === undefined || others.length > 0)) {
    throw new UsageError("evidence verify takes one file or folder", USAGE);
  }
  const policy = (["strict", "chain"] as const).find((name) => name === (values.policy ?? "strict"));
  if (policy === undefined) throw new UsageError("--policy takes strict or chain", USAGE);
  const at = values.at === undefined ? null : new Date(values.at);
  if (at !== null && Number.isNaN(at.getTime())) {
    throw new UsageError("--at takes an instant such as 2026-11-20T12:00:00Z", USAGE);
  }
  return { path: path ?? "", json: values.json ?? false, policy, at, help, revocationList: values["revocation-list"] };
}

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: "boolean" },
        at: { type: "string" },
        policy: { type: "string" },
        "revocation-list": { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (cause) {
    const [firstSentence = "unknown option"] = cause instanceof Error ? cause.message.split(". ") : [];
    throw new UsageError(firstSentence, USAGE, { cause });
  }
}
