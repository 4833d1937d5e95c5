import { execFile } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** Small, but with all of its story. */
const OPTIONS = ["--backfill", "9d", "--attestations", "90000", "--raw", "14000"];

/** Writes the sample history into the system under test; of several that ask, the first one writes and the others wait. */
export async function ensureSampleHistory(): Promise<void> {
  const { ATTESTRY_DATA_DIR: dataDir = "" } = process.env;
  const claim = join(dataDir, "sample-history");
  const written = join(claim, "written");
  // Who makes the folder is the first.
  if (mkdirSync(claim, { recursive: true }) !== undefined) {
    await promisify(execFile)(process.execPath, ["scripts/run.mjs", "fleet", ...OPTIONS]);
    writeFileSync(written, "");
  }
  while (!existsSync(written)) await sleep(500);
}
