import { spawn } from "node:child_process";
import { root } from "../scripts/run.mjs";
import { until } from "./dataplane-process";

export interface System {
  readonly consoleUrl: string;
  readonly dataplaneUrl: string;
  readonly email: string;
  readonly password: string;
  /** Milliseconds from `npm start` until console and data plane answered. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

const EMAIL = "admin@example.test";
const PASSWORD = "bench-only-password";

/** Starts the whole system by the README's command, on ports and a data directory of the bench's own. */
export async function startSystem(dataDir: string, consolePort: number, dataplanePort: number): Promise<System> {
  const { DATABASE_URL: _database, ...inherited } = process.env;
  const [consoleUrl, dataplaneUrl] = [`http://127.0.0.1:${consolePort}`, `http://127.0.0.1:${dataplanePort}`];
  const started = performance.now();
  const child = spawn("npm", ["start"], {
    cwd: root,
    detached: true,
    stdio: "ignore",
    env: {
      ...inherited,
      ATTESTRY_DATA_DIR: dataDir,
      CONSOLE_PORT: String(consolePort),
      DATAPLANE_PORT: String(dataplanePort),
      DATAPLANE_HOST: "127.0.0.1",
      ATTESTRY_RATE_PER_ADDRESS: "1000000",
      ATTESTRY_ADMIN_EMAIL: EMAIL,
      ATTESTRY_ADMIN_PASSWORD: PASSWORD,
    },
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const isReady = async (url: string) => (await fetch(url, { redirect: "manual" })).status < 500;
  await until(async () => (await isReady(`${dataplaneUrl}/readyz`)) && (await isReady(`${consoleUrl}/`)), 300_000);
  return {
    consoleUrl,
    dataplaneUrl,
    email: EMAIL,
    password: PASSWORD,
    readyMs: performance.now() - started,
    async stop() {
      process.kill(-(child.pid ?? 0), "SIGINT");
      await ended;
    },
  };
}
