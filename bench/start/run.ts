import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { note, print } from "../report";
import { startSystem } from "../system";

/** `npm start` on what an earlier start has installed, built and initialised. */
export async function benchStart(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "attestry-bench-"));
  try {
    const first = await startSystem(dataDir, 18_491, 18_492);
    await first.stop();
    note(`first start, with a new database: ${(first.readyMs / 1000).toFixed(1)} s`);
    const warm = await startSystem(dataDir, 18_491, 18_492);
    await warm.stop();
    print({
      name: "npm start, warm",
      ours: warm.readyMs / 1000,
      limit: 10,
      against: "required",
      unit: "s",
      target: null,
    });
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
