import { z } from "zod";
import { instantSchema } from "./common";

/** What the console may be asked to send; `npm run fleet` from a shell has no such bounds. */
export const FLEET_LIMITS = { instances: 500, ratePerSecond: 100, seconds: 600 } as const;

const bounded = (max: number) => z.int().min(1, "At least 1.").max(max, `At most ${max}.`);

export const startFleetSchema = z.strictObject({
  /** Simulated phones. */
  instances: bounded(FLEET_LIMITS.instances).default(20),
  /** Attestations per second, sent whether or not earlier ones were answered. */
  ratePerSecond: bounded(FLEET_LIMITS.ratePerSecond).default(5),
  seconds: bounded(FLEET_LIMITS.seconds).default(60),
  /** Phones in a hundred with something wrong with them; far more than real ones, so that few phones show it. */
  compromisedPercent: z.int().min(0, "At least 0.").max(100, "At most 100.").default(15),
});
export type StartFleet = z.infer<typeof startFleetSchema>;

/** What the fleet says of itself while it runs. A phone can't tell a pass from a decoy, so neither is counted here. */
export const fleetProgressSchema = z.object({
  /** Attestations sent, answered, and failed without an answer. */
  sent: z.int(),
  answered: z.int(),
  errors: z.int(),
  /** Due, but everything was busy. */
  late: z.int(),
});
export type FleetProgress = z.infer<typeof fleetProgressSchema>;

/** The simulated fleet that this console started last. */
export const fleetSchema = z.object({
  /** `idle` until one was started; `failed` when it could not send, with the sentence in `problem`. */
  state: z.enum(["idle", "running", "finished", "stopped", "failed"]),
  asked: startFleetSchema.nullable(),
  startedBy: z.string().nullable(),
  startedAt: instantSchema.nullable(),
  endedAt: instantSchema.nullable(),
  progress: fleetProgressSchema,
  problem: z.string().nullable(),
});
export type Fleet = z.infer<typeof fleetSchema>;
