import { describe, expect, it } from "vitest";
import { type FuzzTarget, fuzz } from "./fuzz";

const target = (attempt: FuzzTarget["attempt"]): FuzzTarget => ({
  family: "none",
  name: "a target made to be broken",
  kind: "decoder",
  make: (random) => Buffer.from([random(256)]),
  attempt,
});

/** Keeps the processor busy, as a slow decoder does. */
function spin(ms: number): void {
  const started = process.cpuUsage();
  while (process.cpuUsage(started).user < ms * 1000);
}

describe("the fuzzer notices", () => {
  it("nothing where every input is refused", async () => {
    expect(
      await fuzz(
        target(() => "refused"),
        100,
      ),
    ).toMatchObject({ inputs: 100, faults: [] });
  });

  it("an input that passes", async () => {
    const { faults } = await fuzz(
      target(([byte]) => (byte === 7 ? { fault: "passed" } : "refused")),
      2000,
    );
    expect(faults[0]).toMatch(/^passed: input \d+, 07$/);
  });

  it("an error that nobody promised, and stops when it is clear", async () => {
    const { faults, inputs } = await fuzz(
      target(() => {
        throw new TypeError("broken");
      }),
      100,
    );
    expect(faults[0]).toContain("TypeError: broken");
    expect(inputs).toBe(10);
  });

  it("an input that is slow each time it is tried", async () => {
    const { faults, slowestMs } = await fuzz(
      target(() => {
        spin(80);
        return "refused";
      }),
      1,
    );
    expect(faults).toHaveLength(1);
    expect(slowestMs).toBeGreaterThan(50);
  });

  it("an input that takes more than 64 MB", async () => {
    let held = Buffer.alloc(0);
    const { faults } = await fuzz(
      target(() => {
        held = Buffer.alloc(80 * 1024 * 1024, 1);
        return "refused";
      }),
      1,
    );
    expect(faults[0]).toMatch(/ bytes: input 0$/);
    expect(held).toHaveLength(80 * 1024 * 1024);
  });
});
