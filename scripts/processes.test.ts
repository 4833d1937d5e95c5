import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { groupExists, isRunning, processStatus, stopGroup } from "./processes.mjs";

const children: ChildProcess[] = [];

/** A process leading its own group; it writes one line once it runs. */
async function start(script: string): Promise<{ child: ChildProcess; pid: number; line: string }> {
  const child = spawn(process.execPath, ["--eval", script], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
  children.push(child);
  const [line] = await once(child.stdout, "data");
  return { child, pid: child.pid ?? 0, line: String(line).trim() };
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

const idle = "console.log('up'); setInterval(() => {}, 1000);";
const deaf = `process.on("SIGTERM", () => {}); ${idle}`;
const withChild = `
  const { spawn } = require("node:child_process");
  const child = spawn(process.execPath, ["--eval", ${JSON.stringify(deaf)}], { stdio: ["ignore", "pipe", "ignore"] });
  child.stdout.once("data", () => console.log(child.pid));
  process.on("SIGTERM", () => process.exit(0));`;

describe("processStatus", () => {
  it("tells what a process runs and keeps one identity for it", () => {
    const status = processStatus(process.pid);
    expect(status).toMatchObject({ pid: process.pid, zombie: false, command: expect.stringContaining("node") });
    expect(processStatus(process.pid)?.startedAt).toBe(status?.startedAt);
  });

  it.each([0, -1, Number.NaN, 2 ** 22 + 1])("knows no process %s", (pid) => {
    expect(processStatus(pid)).toBeNull();
  });
});

describe("stopGroup", () => {
  it("ends a process that obeys", async () => {
    const { child, pid } = await start(idle);
    await stopGroup(pid, 5_000);
    expect(isRunning(pid)).toBe(false);
    expect(child.signalCode).toBe("SIGTERM");
  });

  it("kills one that does not, after the grace time", async () => {
    const { child, pid } = await start(deaf);
    await stopGroup(pid, 300);
    expect(child.signalCode).toBe("SIGKILL");
  });

  it("ends what the leader had started and left behind", async () => {
    const { pid, line } = await start(withChild);
    expect(isRunning(Number(line))).toBe(true);
    await stopGroup(pid, 300);
    expect(groupExists(pid)).toBe(false);
    expect(isRunning(Number(line))).toBe(false);
  });

  it("ends what is left of a group whose leader was killed", async () => {
    const { child, pid, line } = await start(withChild);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(isRunning(Number(line))).toBe(true);
    await stopGroup(pid, 300);
    expect(isRunning(Number(line))).toBe(false);
  });
});
