import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const alias = {
  "@attestry/sdk": fileURLToPath(new URL("./sdk/index.ts", import.meta.url)),
  "@": fileURLToPath(new URL(".", import.meta.url)),
};

/** The published vectors lie beside a checkout, never in it; without them their tests are left out, and it is said. */
const vectorsAbsent = !existsSync(fileURLToPath(new URL("../shared/vectors", import.meta.url)));
if (vectorsAbsent) process.stdout.write("skipped: vectors.test.ts, the vectors are not beside this checkout\n");
const vectorTests = vectorsAbsent ? ["**/vectors.test.ts"] : [];

/** unit: pure, no services. integration: against a real Postgres, each file in a database of its own. */
export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["{lib,sdk,cli,fleet,dataplane,drizzle,components,scripts}/**/*.test.ts"],
          exclude: ["**/*.integration.test.ts", "**/node_modules/**", ...vectorTests],
          // All cores: by default one is left out, which of two is half.
          maxWorkers: Math.max(2, availableParallelism()),
          testTimeout: 30_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "integration",
          include: ["{lib,sdk,cli,fleet,dataplane,drizzle,app,scripts}/**/*.integration.test.ts"],
          exclude: ["**/node_modules/**"],
          globalSetup: ["lib/testing/template-database.ts"],
          // Much of a file's time is waiting; a worker keeps what it has imported from one file to the next.
          maxWorkers: Math.min(4, Math.max(2, availableParallelism())),
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // What comes true by itself may take its time on a busy machine; how fast it is, the bench measures.
          expect: { poll: { timeout: 20_000, interval: 20 } },
        },
      },
    ],
  },
});
