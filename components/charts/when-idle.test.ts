import { expect, it } from "vitest";
import { whenIdle } from "./when-idle";

it("runs one job at a time, leaves out what nobody waits for, and goes on after a failure", async () => {
  const done: string[] = [];
  const here = new AbortController();
  const gone = new AbortController();
  gone.abort();
  const job = (name: string) => async () => {
    done.push(`${name} begins`);
    await Promise.resolve();
    done.push(`${name} ends`);
  };
  whenIdle(here.signal, job("first"));
  whenIdle(gone.signal, job("left"));
  whenIdle(here.signal, () => Promise.reject(new Error("not loaded")));
  await new Promise<void>((resolve) => {
    whenIdle(here.signal, async () => {
      await job("last")();
      resolve();
    });
    expect(done).toEqual([]);
  });
  expect(done).toEqual(["first begins", "first ends", "last begins", "last ends"]);
});
