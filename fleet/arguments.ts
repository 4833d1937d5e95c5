import { parseArgs } from "node:util";
import { z } from "zod";
import { PLATFORMS } from "../lib/contract/evidence";
import { FleetError } from "./fleet-error";
import type { Weighted } from "./random";

export const USAGE = `npm run fleet -- [options]     sends simulated phones; their attestations are marked as test traffic
  --instances N      phones (300)
  --rate N           attestations per second, open loop (50)
  --seconds N        how long (60)
  --enrol-rate N     new phones per second (as --rate)
  --concurrency N    attestations on their way at most (256)
  --url URL          data plane (DATAPLANE_URL, else http://127.0.0.1:8080)
  --app ID           only this registered app; --platform android|ios likewise
  --countries LIST   e.g. DE:3,BR,US (country, or country:weight)
  --compromised P    percent of phones with something wrong with them (about 4)
  --hardware P      percent of phones with Key Attestation, Play Integrity or App Attest under test roots (50)
  --seed N           the same seed draws the same phones (1)
`;

const wholeNumber = (max: number) => z.coerce.number("write a number").int().min(1).max(max);
const rate = z.coerce.number("write a number").min(0.1).max(100_000);

const argumentsSchema = z.object({
  instances: wholeNumber(1_000_000).default(300),
  rate: rate.default(50),
  seconds: z.coerce.number("write a number").min(1).max(86_400).default(60),
  "enrol-rate": rate.optional(),
  concurrency: wholeNumber(10_000).default(256),
  url: z.url({ protocol: /^https?$/ }).optional(),
  app: z.string().optional(),
  platform: z.enum(PLATFORMS).optional(),
  countries: z
    .string()
    .regex(/^[A-Z]{2}(:\d+(\.\d+)?)?(,[A-Z]{2}(:\d+(\.\d+)?)?)*$/, "write it like DE:3,BR,US")
    .transform((list) => list.split(",").map(weightedCountry))
    .optional(),
  compromised: z.coerce.number().min(0).max(100).optional(),
  hardware: z.coerce.number("write a number").min(0).max(100).default(50),
  seed: z.coerce.number().int().min(0).max(0xffffffff).default(1),
});
export type FleetArguments = z.infer<typeof argumentsSchema>;

/** Reads the command line; throws a `FleetError` that names the wrong option. */
export function parseArguments(args: readonly string[]): FleetArguments {
  const options = Object.fromEntries(
    Object.keys(argumentsSchema.shape).map((name) => [name, { type: "string" as const }]),
  );
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({ args: [...args], options, allowPositionals: false }));
  } catch (error) {
    throw new FleetError(error instanceof Error ? error.message : String(error), "npm run fleet -- --help");
  }
  const parsed = argumentsSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new FleetError(`--${String(issue?.path[0])}: ${issue?.message}`, "npm run fleet -- --help");
}

function weightedCountry(entry: string): Weighted & { country: string } {
  const [country = "", weight = "1"] = entry.split(":");
  return { country, weight: Number(weight) };
}
