import { z } from "zod";
import {
  type PolicyPreview,
  PREVIEW_DIMENSIONS,
  PREVIEW_RANGES,
  policyPreviewSchema,
} from "../../lib/contract/admin/policy-preview";
import { askConsole, CONSOLE_HELP, CONSOLE_OPTIONS } from "../console-api";
import { findApp } from "../find-app";
import { EXIT, printData } from "../output";
import { parseCommand } from "../parse-command";
import { withProgress } from "../progress";
import { UsageError } from "../usage-error";
import { parseVersionNumber, readPolicyFile } from "./policy-file";

const USAGE =
  "attestry policy preview <app id> (<file or -> | --version <n>) [--range 7d] [--max-rejected <percent>] [--json]";

const HELP = `usage: ${USAGE}

Replays a draft over real history: how many instances and attestations it would newly reject and admit, by what.

  --version <n>          a version that is written, instead of a file
  --range <time>         ${PREVIEW_RANGES.join(", ")} (default 7d)
  --test                 count test traffic too
  --max-rejected <n>     exit 1 when more than this percent of the active instances would newly be rejected
  --platform <name>      where the app id is registered on both
${CONSOLE_HELP}`;

/** `attestry policy preview`: exits 0, or 1 where more are rejected than was allowed. */
export async function policyPreview(args: readonly string[]): Promise<number> {
  const options = {
    ...CONSOLE_OPTIONS,
    platform: { type: "string" },
    version: { type: "string" },
    range: { type: "string" },
    test: { type: "boolean" },
    "max-rejected": { type: "string" },
  } as const;
  const { values, positionals } = parseCommand(args, options, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const [appId, file, ...others] = positionals;
  if (appId === undefined || others.length > 0 || (file === undefined) === (values.version === undefined)) {
    throw new UsageError("policy preview takes an app id, and either a file or --version", USAGE);
  }
  const range = z.enum(PREVIEW_RANGES).default("7d").safeParse(values.range);
  if (!range.success) throw new UsageError(`--range is one of ${PREVIEW_RANGES.join(", ")}`, USAGE);
  const limit = parseLimit(values["max-rejected"]);
  const draft =
    file === undefined
      ? { version: parseVersionNumber(values.version ?? "", "--version", USAGE) }
      : { policy: await readPolicyFile(file, USAGE) };
  const { id } = await findApp(values, appId);
  const body = { ...draft, range: range.data, test: values.test ?? false };
  const preview = await withProgress("replaying", () =>
    askConsole(values, `/api/apps/${id}/policies/preview`, policyPreviewSchema, { method: "POST", body }),
  );
  printData(values.json ? JSON.stringify(preview, null, 2) : shown(preview));
  const { active, rejected } = preview.instances;
  return limit !== null && rejected * 100 > active * limit ? EXIT.rejected : EXIT.ok;
}

function parseLimit(given: string | undefined): number | null {
  if (given === undefined) return null;
  const percent = Number(given.replace(/%$/, ""));
  if (!(percent >= 0 && percent <= 100)) throw new UsageError("--max-rejected takes a percentage from 0 to 100", USAGE);
  return percent;
}

function shown(preview: PolicyPreview): string {
  const { instances, attestations, estimated, dimensions, examples } = preview;
  const share = (n: number) => (instances.active === 0 ? "" : ` (${((n / instances.active) * 100).toFixed(1)} %)`);
  const about = estimated === null ? "" : "about ";
  const lines = [
    `against version ${preview.activeVersion ?? "none"}, last ${preview.range}: ${instances.active} instances, ${attestations.all} attestations`,
    `newly rejected: ${instances.rejected} instances${share(instances.rejected)}, ${about}${attestations.rejected} attestations`,
    `newly admitted: ${instances.admitted} instances${share(instances.admitted)}, ${about}${attestations.admitted} attestations`,
  ];
  for (const dimension of PREVIEW_DIMENSIONS) {
    for (const row of dimensions[dimension] ?? []) {
      const value = row.value ?? `${row.values} others`;
      lines.push(
        `  ${dimension} ${value || "unknown"}: +${row.rejected.instances} rejected, ${row.admitted.instances} admitted`,
      );
    }
  }
  for (const one of examples) {
    lines.push(`  e.g. ${one.instanceId} ${one.change}: ${one.model}, ${one.reasons.join(", ")}; ${one.alike} alike`);
  }
  if (estimated !== null) {
    lines.push(
      `${estimated.attestations} attestations turn on what the history does not hold of each; estimated from ${estimated.fromInstances} instances`,
    );
  }
  return lines.join("\n");
}
