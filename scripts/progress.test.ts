import { describe, expect, it } from "vitest";
import { createProgress } from "./progress.mjs";

function createStream(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, write: (text: string) => written.push(text), text: () => written.join("") };
}

describe("progress", () => {
  it("writes plain lines where there is no terminal", async () => {
    const stream = createStream(false);
    const progress = createProgress(stream);
    expect(await progress.step("building", async () => 7)).toBe(7);
    expect(stream.text()).toMatch(/^building …\nbuilding: done in \d+\.\d s\n$/);
  });

  it("keeps other lines apart from the counting one on a terminal", async () => {
    const stream = createStream(true);
    const progress = createProgress(stream);
    await progress.step("building", async () => progress.line("a warning"));
    expect(stream.text()).toContain("building … 0 s\r\x1b[Ka warning\n");
    expect(stream.text().split("\r\x1b[K").at(-1)).toMatch(/^building: done in \d+\.\d s\n$/);
  });

  it("does not call a failed step done", async () => {
    const stream = createStream(false);
    const step = createProgress(stream).step("building", () => Promise.reject(new Error("no")));
    await expect(step).rejects.toThrow("no");
    expect(stream.text()).not.toContain("done");
  });
});
