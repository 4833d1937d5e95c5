import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "./ports.mjs";
import { isRunning, processStatus, sendSignal } from "./processes.mjs";
import { startProgram } from "./program.mjs";
import { createRecord, stopRecorded } from "./record.mjs";

let dataDir = "";
let said: string[] = [];
const log = (line: string) => said.push(line);

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "attestry-program-"));
  said = [];
});
afterEach(() => rmSync(dataDir, { recursive: true }));

/** A web server that answers 503 at first, and ends cleanly on SIGTERM. */
async function webServer() {
  const port = await freePort();
  const script = `
    let requests = 0;
    const server = require("node:http").createServer((req, res) => {
      requests += 1;
      res.statusCode = requests < 3 ? 503 : 200;
      res.end();
    });
    server.listen(${port}, "127.0.0.1", () => console.log(process.pid));
    process.on("SIGTERM", () => { console.log("bye"); process.exit(0); });`;
  const readyUrl = `http://127.0.0.1:${port}/`;
  return { name: "server", args: ["--eval", script], env: process.env, readyUrl, graceMs: 2_000 };
}

describe("startProgram", () => {
  it("waits until the program is ready, passes on its lines, and ends it on request", async () => {
    const program = await webServer();
    const running = await startProgram(program, { log, record: createRecord(dataDir) });
    expect((await fetch(program.readyUrl)).status).toBe(200);
    await running.stop();
    expect(await running.exited).toBe("exit code 0");
    expect(said).toEqual([expect.stringMatching(/^server \| \d+$/), "server | bye"]);
  });

  it("rejects when the program ends before it is ready", async () => {
    const program = { ...(await webServer()), args: ["--eval", "process.exit(3)"] };
    await expect(startProgram(program, { log, record: createRecord(dataDir) })).rejects.toThrow(
      "the server could not start (exit code 3)",
    );
  });

  it("leaves nothing running when the start is given up", async () => {
    const asked = new AbortController();
    const program = { ...(await webServer()), readyUrl: "http://127.0.0.1:1/" };
    const record = createRecord(dataDir);
    const starting = startProgram(program, { log: (line) => log(line) && asked.abort(), record, signal: asked.signal });
    await expect(starting).rejects.toThrow(/abort/i);
    expect(isRunning(Number(said[0]?.split(" ").at(-1)))).toBe(false);
  });

  it("tells when the program was killed", async () => {
    const running = await startProgram(await webServer(), { log, record: createRecord(dataDir) });
    sendSignal(Number(said[0]?.split(" ").at(-1)), "SIGKILL");
    expect(await running.exited).toBe("SIGKILL");
  });
});

describe("the record of programs", () => {
  const idle = () =>
    spawn(process.execPath, ["--eval", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });

  it("lets the next launcher end what a killed one left", async () => {
    const left = idle();
    createRecord(dataDir).add("console", left.pid ?? 0);
    const ended = once(left, "exit");
    await stopRecorded(dataDir, log);
    await ended;
    expect(said).toEqual([`stopping the console that an earlier launcher left running (pid ${left.pid})`]);
  });

  it("never ends a process that only has the same pid", async () => {
    const innocent = idle();
    const startedAt = `${processStatus(innocent.pid ?? 0)?.startedAt}0`;
    writeFileSync(join(dataDir, "programs.json"), JSON.stringify([{ name: "console", pid: innocent.pid, startedAt }]));
    await stopRecorded(dataDir, log);
    expect(isRunning(innocent.pid ?? 0)).toBe(true);
    innocent.kill("SIGKILL");
  });
});
