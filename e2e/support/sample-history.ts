import { execFileSync } from "node:child_process";

/** Writes the sample history into the system under test: small, but with all of its story. */
export function writeSampleHistory(): void {
  const options = ["--backfill", "16d", "--attestations", "160000", "--raw", "20000"];
  execFileSync(process.execPath, ["scripts/run.mjs", "fleet", ...options], { stdio: "pipe" });
}
