/** What a rotation and a roll-back share: both make a version, from some time on, over one that is known as newest. */
import type { Secret } from "../../lib/contract/admin/secrets";
import { UsageError } from "../usage-error";
import { SECRET_HELP, SECRET_OPTIONS } from "./named";
import { parseAt, parseOverlap } from "./timing";

export const NEW_VERSION_OPTIONS = {
  ...SECRET_OPTIONS,
  at: { type: "string" },
  overlap: { type: "string" },
  expected: { type: "string" },
  note: { type: "string" },
} as const;

export const NEW_VERSION_HELP = `  --at <time>        when it goes live, e.g. 2026-11-23T09:00:00Z (default: now)
  --overlap <time>   how long the version before answers on, e.g. 15m, 24h or none (default: 24h)
  --expected <n>     the version you know as newest: refused when somebody made a newer one
  --note <text>      for the audit
${SECRET_HELP}`;

type Values = { readonly [K in "at" | "overlap" | "expected" | "note"]?: string | undefined };

/** The members of the request that say when and over which version, once the newest one is known. */
export function parseNewVersion(values: Values, usage: string) {
  const overlapSeconds = parseOverlap(values.overlap, usage);
  const activeFrom = parseAt(values.at, usage);
  const { expected, note = "" } = values;
  if (expected !== undefined && !/^[1-9]\d{0,8}$/.test(expected)) {
    throw new UsageError("--expected takes a version number", usage);
  }
  return ({ versions }: Secret) => ({
    expectedVersion: expected === undefined ? (versions[0]?.version ?? 1) : Number(expected),
    activeFrom,
    overlapSeconds,
    note,
  });
}

/** `is live`, or when it goes live. */
export function liveWords(version: Secret["versions"][number] | undefined): string {
  return version?.state === "scheduled" ? `goes live at ${version.activeFrom}` : "is live";
}
