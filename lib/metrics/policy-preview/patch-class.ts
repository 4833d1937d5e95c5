import { type SQL, sql } from "drizzle-orm";
import type { AppraisalPolicy } from "../../contract/policy";

/**
 * Patch levels as far as two policies tell them apart: by whose minimum they are too old. Instances fall into three
 * classes at most, where their patch levels would make dozens of groups.
 */
export interface PatchClasses {
  /** The class of `patch_level` as a number. */
  readonly column: SQL;
  /** A patch level that both policies judge as they do all of its class. */
  representative(patchClass: number): string | null;
}

const FULL_LENGTH = "YYYY-MM-DD".length;

/** The classes that the minimums of some policies make; a policy without one makes none. */
export function patchClasses(policies: readonly (AppraisalPolicy | null)[]): PatchClasses {
  const minimums = [...new Set(policies.flatMap((policy) => policy?.minimumPatchLevel ?? []))].sort();
  const passed = minimums.map(
    (minimum) => sql`(patch_level IS NOT NULL AND patch_level >= left(${minimum}::text, length(patch_level)))::int`,
  );
  return {
    column: passed.length === 0 ? sql`0` : sql`(${sql.join(passed, sql` + `)})`,
    // Class n is recent enough for the n oldest minimums. The first of a month stands for a whole month.
    representative: (patchClass) => minimums[patchClass - 1]?.padEnd(FULL_LENGTH, "-01") ?? null,
  };
}
