import { spawn } from "node:child_process";

/** Simulated phones of one app, in a process of their own: journeys beside each other don't share them. */
export interface Fleet {
  /** When their time is over. */
  readonly finished: Promise<void>;
  stop(): Promise<void>;
}

/** Options are those of `npm run fleet`. */
export function startFleet(app: string, options: Readonly<Record<string, number>>): Fleet {
  const more = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(process.execPath, ["scripts/run.mjs", "fleet", "--app", app, ...more], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk;
  });
  const finished = new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`the fleet ended with ${code}: ${said}`)),
    );
  });
  return {
    finished,
    async stop() {
      child.kill("SIGINT");
      await finished;
    },
  };
}

/** Plays phones of one app until their time is over. */
export async function playFleet(app: string, options: Readonly<Record<string, number>>): Promise<void> {
  await startFleet(app, options).finished;
}
