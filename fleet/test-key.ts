import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../lib/config";
import { FleetError } from "./fleet-error";

/** The deployment's test key: ATTESTRY_TEST_KEY, or the file that the data plane leaves in its data directory. */
export async function findTestKey({ testKey, dataDir }: Pick<Config, "testKey" | "dataDir">): Promise<string> {
  if (testKey !== null) return testKey;
  const kept = await readFile(join(dataDir, "test-key"), "utf8").catch((cause: unknown) => {
    throw new FleetError(
      "the test key is missing",
      "start Attestry first (npm start), or set ATTESTRY_TEST_KEY",
      cause,
    );
  });
  return kept.trim();
}
