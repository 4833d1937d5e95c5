import { describe, expect, it } from "vitest";
import { keepRunning } from "./keep.mjs";

/** A stand-in for a process: ends when told to, or when the test says it crashed. */
function createProcess() {
  const { promise: exited, resolve: end } = withResolvers<string>();
  let stops = 0;
  return {
    exited,
    crash: () => end("SIGKILL"),
    stops: () => stops,
    async stop() {
      stops += 1;
      end("asked");
    },
  };
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const never = new AbortController().signal;

describe("keepRunning", () => {
  it("rejects when the first start fails, and tries no further", async () => {
    let starts = 0;
    const start = async () => {
      starts += 1;
      throw new Error("no such port");
    };
    await expect(keepRunning("program", start, { log() {}, signal: never })).rejects.toThrow("no such port");
    expect(starts).toBe(1);
  });

  it("starts again what ended unexpectedly, and says so", async () => {
    const started: ReturnType<typeof createProcess>[] = [];
    const said: string[] = [];
    const back = withResolvers<void>();
    const start = async () => {
      const running = createProcess();
      started.push(running);
      return running;
    };
    const log = (line: string) => {
      said.push(line);
      if (line.endsWith("is back")) back.resolve();
    };
    const kept = await keepRunning("program", start, { log, signal: never });
    started[0]?.crash();
    await back.promise;
    expect(said).toEqual(["program ended unexpectedly (SIGKILL); starting it again", "program is back"]);
    expect(kept.current()).toBe(started[1]);
    await kept.stop();
    expect(started[1]?.stops()).toBe(1);
  });

  it("goes on trying when a new start fails too", async () => {
    const first = createProcess();
    const second = createProcess();
    const attempts = [async () => first, () => Promise.reject(new Error("not yet")), async () => second];
    const back = withResolvers<void>();
    const start = () => attempts.shift()?.() ?? Promise.reject(new Error("too often"));
    const log = (line: string) => line.endsWith("is back") && back.resolve();
    const kept = await keepRunning("program", start, { log, signal: never });
    first.crash();
    await back.promise;
    expect(kept.current()).toBe(second);
    await kept.stop();
  });

  it("starts nothing again once stopped", async () => {
    let starts = 0;
    const start = async () => {
      starts += 1;
      return createProcess();
    };
    const kept = await keepRunning("program", start, { log() {}, signal: never });
    await kept.stop();
    expect(starts).toBe(1);
  });

  it("stops what came up while it was being stopped", async () => {
    const late = createProcess();
    const first = createProcess();
    const restarting = withResolvers<void>();
    const comeUp = withResolvers<void>();
    let starts = 0;
    const start = async () => {
      starts += 1;
      if (starts === 1) return first;
      restarting.resolve();
      await comeUp.promise;
      return late;
    };
    const kept = await keepRunning("program", start, { log() {}, signal: never });
    first.crash();
    await restarting.promise;
    const stopped = kept.stop();
    comeUp.resolve();
    await stopped;
    expect(late.stops()).toBe(1);
  });
});
