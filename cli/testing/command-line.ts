import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { buildProgram } from "../../scripts/run.mjs";

const bin = await buildProgram("cli");

/** Runs the command line as a CI job does: its own process, console and key from the environment. */
export function commandLine(url: string, defaultKey: string) {
  return async (args: string[], options: { input?: string; key?: string } = {}) => {
    const key = options.key ?? defaultKey;
    const env: NodeJS.ProcessEnv = { NODE_ENV: "test", ATTESTRY_CONSOLE_URL: url, ATTESTRY_API_KEY: key };
    const child = spawn(process.execPath, [bin, ...args], { env });
    child.stdin.end(options.input ?? "");
    const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await exited, stdout, stderr };
  };
}
