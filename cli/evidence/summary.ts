/** Counts what a run over many files found; printed to stderr, so that stdout holds the verdicts alone. */

import { EXIT } from "../output";
import type { EvidenceCase } from "./evidence-case";
import type { Tally } from "./expectation";

interface Family {
  run: number;
  pass: number;
  stated: number;
  negatives: number;
  missed: string[];
}

export interface Summary {
  judged(kind: EvidenceCase["kind"], verdict: "pass" | "fail", tally: Tally): void;
  unreadable(): void;
  /** A file that holds no evidence. */
  skipped(): void;
  revocationList(path: string, entries: number): void;
  print(): void;
  exitCode(): number;
}

export function createSummary(): Summary {
  const families = new Map<string, Family>();
  const lists = new Map<string, number>();
  let [unreadable, skipped, failed] = [0, 0, 0];
  return {
    judged(kind, verdict, tally) {
      const family = families.get(kind) ?? { run: 0, pass: 0, stated: 0, negatives: 0, missed: [] };
      family.run += 1;
      family.pass += verdict === "pass" ? 1 : 0;
      family.stated += tally.stated;
      family.negatives += tally.negatives;
      family.missed.push(...tally.missed);
      families.set(kind, family);
      failed += verdict === "fail" ? 1 : 0;
    },
    unreadable: () => {
      unreadable += 1;
    },
    skipped: () => {
      skipped += 1;
    },
    revocationList: (path, entries) => {
      lists.set(path, entries);
    },
    print() {
      const lines = [...families].flatMap(([kind, { run, pass, stated, negatives, missed }]) => [
        `${kind}: ${run} cases, ${pass} pass, ${run - pass} fail; ` +
          `${stated} state a verdict and ${negatives} derived negatives were run, ${missed.length} missed`,
        ...missed.map((miss) => `  missed ${miss}`),
      ]);
      if (skipped > 0) lines.push(`${skipped} files hold no evidence`);
      if (unreadable > 0) lines.push(`${unreadable} files can't be read`);
      for (const [path, entries] of lists) lines.push(`revocation list: ${path}, ${entries} entries`);
      process.stderr.write(`${lines.join("\n")}\n`);
    },
    exitCode: () => (unreadable > 0 ? EXIT.unusable : failed > 0 ? EXIT.rejected : EXIT.ok),
  };
}
