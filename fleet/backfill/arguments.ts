import { parseArgs } from "node:util";
import { z } from "zod";
import { FleetError } from "../fleet-error";

export const BACKFILL_USAGE = `npm run fleet -- --backfill 90d [options]     writes a made-up history of a sample app, and what people did about it, straight into the database
  --backfill DAYSd   how far back (90d)
  --attestations N   about how many in all (4000000)
  --raw N            single events for the newest hours, two days at most (250000); older ones are counts only
  --as-test yes      marks everything as test traffic, which pages show on demand only (no)
  --seed N           the same seed writes the same history up to the clock (1)
`;

const count = (min: number, max: number) => z.coerce.number("write a number").int().min(min).max(max);

const backfillSchema = z.object({
  backfill: z
    .string()
    .regex(/^\d{1,3}d$/, "write days like 90d")
    .transform((text) => Number.parseInt(text, 10))
    .refine((days) => days >= 2 && days <= 400, "from 2d to 400d"),
  attestations: count(1000, 1_000_000_000).default(4_000_000),
  raw: count(0, 20_000_000).default(250_000),
  "as-test": z.enum(["yes", "no"]).default("no"),
  seed: count(0, 0xffffffff).default(1),
});
export type BackfillArguments = z.infer<typeof backfillSchema>;

/** Reads the command line of a backfill; throws a `FleetError` that names the wrong option. */
export function parseBackfillArguments(args: readonly string[]): BackfillArguments {
  const options = Object.fromEntries(
    Object.keys(backfillSchema.shape).map((name) => [name, { type: "string" as const }]),
  );
  const hint = "npm run fleet -- --help";
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({ args: [...args], options, allowPositionals: false }));
  } catch (error) {
    throw new FleetError(error instanceof Error ? error.message : String(error), hint);
  }
  const parsed = backfillSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new FleetError(`--${String(issue?.path[0])}: ${issue?.message}`, hint);
}
