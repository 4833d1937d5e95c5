import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Clock } from "../../clock";
import { type Fleet, type FleetProgress, fleetProgressSchema, type StartFleet } from "../../contract/admin/fleet";
import { AttestryError } from "../../errors";
import { iso, isoOrNull } from "../iso";

/** How a fleet is started: its program, and the whole environment that it gets to see. */
export interface FleetCommand {
  /** Path of the bundled program, which `npm start` makes. */
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

interface Run {
  readonly child: ChildProcess;
  readonly asked: StartFleet;
  readonly startedBy: string;
  readonly startedAt: Date;
  state: Exclude<Fleet["state"], "idle">;
  endedAt: Date | null;
  progress: FleetProgress;
  problem: string | null;
}

const NOTHING: FleetProgress = { sent: 0, answered: 0, errors: 0, late: 0 };
/** Draws, of 20 Android phones, a rooted one, an emulator and a repackaged app: few phones, three stories. */
const SEED = 8;
/** What a fleet may still take for the attestations on their way before it is ended by force. */
const GRACE_MILLISECONDS = 12_000;

/** The one simulated fleet of this process. It is a child, told by a channel of its parent's end, so it never outlives it. */
export class FleetProcess {
  readonly #command: FleetCommand;
  #run: Run | null = null;

  constructor(command: FleetCommand) {
    this.#command = command;
  }

  /** Starts the phones; throws `conflict` while others run. */
  start(asked: StartFleet, startedBy: string): Fleet {
    if (this.#run?.state === "running") {
      throw new AttestryError("conflict", `${this.#run.asked.instances} phones run already. Stop them first.`);
    }
    const { program, environment, clock } = this.#command;
    const child = spawn(process.execPath, [program, ...argumentsOf(asked)], {
      // Nothing of the console's own environment: it holds secrets that no phone needs.
      env: { ...environment, NODE_ENV: "production" },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const run: Run = {
      child,
      asked,
      startedBy,
      startedAt: clock(),
      state: "running",
      endedAt: null,
      progress: NOTHING,
      problem: null,
    };
    this.#run = run;
    follow(run, clock);
    return this.status();
  }

  status(): Fleet {
    const run = this.#run;
    return {
      state: run?.state ?? "idle",
      asked: run?.asked ?? null,
      startedBy: run?.startedBy ?? null,
      startedAt: isoOrNull(run?.startedAt ?? null),
      endedAt: run?.endedAt == null ? null : iso(run.endedAt),
      progress: run?.progress ?? NOTHING,
      problem: run?.problem ?? null,
    };
  }

  /** Asks the phones to end; those that attest just now finish first. Does nothing when none run. */
  stop(): Fleet {
    const run = this.#run;
    if (run?.state === "running") {
      run.state = "stopped";
      run.child.kill("SIGTERM");
      const force = setTimeout(() => run.child.kill("SIGKILL"), GRACE_MILLISECONDS);
      run.child.once("exit", () => clearTimeout(force));
    }
    return this.status();
  }
}

function argumentsOf({ instances, ratePerSecond, seconds, compromisedPercent }: StartFleet): string[] {
  const options = { instances, rate: ratePerSecond, seconds, compromised: compromisedPercent, seed: SEED };
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

/** Keeps a run's state up to date with what its child says and how it ends. */
function follow(run: Run, clock: Clock): void {
  const end = (problem: string | null) => {
    run.endedAt ??= clock();
    if (run.state !== "running") return;
    run.state = problem === null ? "finished" : "failed";
    run.problem = problem;
  };
  run.child.on("message", (message) => {
    const parsed = fleetProgressSchema.safeParse(message);
    if (parsed.success) run.progress = parsed.data;
  });
  let said: string | null = null;
  if (run.child.stderr) {
    createInterface({ input: run.child.stderr }).on("line", (line) => {
      said = /^error: (.*)/.exec(line)?.[1] ?? said;
    });
  }
  run.child.once("error", (error) => end(`The fleet could not be started: ${error.message}.`));
  // Its output is at its end only when the child is closed, which is after its exit.
  run.child.once("close", (code) => end(code === 0 ? null : problemOf(said, run)));
}

function problemOf(said: string | null, { progress, startedAt }: Run): string {
  if (said !== null) return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
  if (progress.sent > 0) return `None of ${progress.sent} attestations was answered. Does the data plane answer?`;
  return `The fleet of ${iso(startedAt)} ended at once. Was it built? npm start does it.`;
}
