import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tryLock, withLock } from "./lock.mjs";
import { processStatus } from "./processes.mjs";

const lockModule = resolve(import.meta.dirname, "lock.mjs");
let folder = "";
let path = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "attestry-lock-"));
  path = join(folder, "some.lock");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("lock", () => {
  it("names the live process that holds it", () => {
    expect(tryLock(path)).toHaveProperty("release");
    expect(tryLock(path)).toEqual({ holder: process.pid });
  });

  it("is free again once released", () => {
    const lock = tryLock(path);
    if ("release" in lock) lock.release();
    expect(existsSync(path)).toBe(false);
    expect(tryLock(path)).toHaveProperty("release");
  });

  it("is taken over from a process that is gone", () => {
    writeFileSync(path, JSON.stringify({ pid: 2 ** 22 + 1, startedAt: "1" }));
    expect(tryLock(path)).toHaveProperty("release");
  });

  it("is taken over when its pid has gone to another process since", () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, startedAt: "before" }));
    expect(processStatus(process.pid)?.startedAt).not.toBe("before");
    expect(tryLock(path)).toHaveProperty("release");
  });

  it("is taken over when its file was cut short", () => {
    writeFileSync(path, '{"pid":');
    expect(tryLock(path)).toHaveProperty("release");
  });

  it("lets one of many processes in at a time, also when all find the same stale lock", async () => {
    writeFileSync(path, JSON.stringify({ pid: 2 ** 22 + 1, startedAt: "1" }));
    const inside = join(folder, "inside");
    const script = `
      import { withLock } from ${JSON.stringify(lockModule)};
      import { rmSync, writeFileSync } from "node:fs";
      await withLock(${JSON.stringify(path)}, { onWait() {} }, async () => {
        writeFileSync(${JSON.stringify(inside)}, "", { flag: "wx" });
        await new Promise((resolve) => setTimeout(resolve, 30));
        rmSync(${JSON.stringify(inside)});
      });`;
    const codes = await Promise.all(Array.from({ length: 4 }, () => exitCode(script)));
    expect(codes).toEqual([0, 0, 0, 0]);
  });

  it("is given back when the work fails", async () => {
    const work = withLock(path, { onWait() {} }, () => Promise.reject(new Error("no")));
    await expect(work).rejects.toThrow("no");
    expect(existsSync(path)).toBe(false);
  });

  it("stops waiting when asked to", async () => {
    tryLock(path);
    const waiting = new AbortController();
    const work = withLock(path, { onWait: () => waiting.abort(), signal: waiting.signal }, async () => "done");
    await expect(work).rejects.toThrow(/abort/i);
  });
});

function exitCode(script: string): Promise<number | null> {
  return new Promise((done) => {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script], { stdio: "inherit" });
    child.once("exit", done);
  });
}
