import { z } from "zod";
import { restoreCheck } from "../contract/checks";
import { CHECK_OUTCOMES, type Check } from "../contract/evidence";

export interface Decision {
  readonly checks: Check[];
  readonly claims: Record<string, string | number | boolean>;
  readonly details: Record<string, string | number | boolean>;
}

const storedCheck = z
  .tuple([
    z.string(),
    z.enum(CHECK_OUTCOMES),
    z
      .string()
      .nullish()
      .catch(undefined)
      .transform((found) => found ?? null),
    z.string().optional().catch(undefined),
  ])
  .rest(z.unknown());

/**
 * Reads a stored decision. History outlives releases: a check that can't be read is left out, a claim that is no plain
 * value is shown as JSON, and a decision that is no JSON at all is an empty one.
 */
export function parseDecision(text: string): Decision {
  const stored = record(parseJson(text));
  const checks = Array.isArray(stored.checks) ? stored.checks : [];
  return {
    checks: checks.flatMap((entry) => {
      const parsed = storedCheck.safeParse(entry);
      if (!parsed.success) return [];
      const [id, outcome, found, expected] = parsed.data;
      return [
        expected === undefined ? restoreCheck([id, outcome, found]) : restoreCheck([id, outcome, found, expected]),
      ];
    }),
    claims: plainValues(stored.claims),
    details: plainValues(stored.details),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function plainValues(value: unknown): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(record(value)).flatMap(([name, one]): [string, string | number | boolean][] => {
      if (one === null || one === undefined || (Array.isArray(one) && one.length === 0)) return [];
      if (typeof one === "string" || typeof one === "number" || typeof one === "boolean") return [[name, one]];
      const isList = Array.isArray(one) && one.every((item) => typeof item === "string" || typeof item === "number");
      return [[name, isList ? one.join(", ") : JSON.stringify(one)]];
    }),
  );
}
