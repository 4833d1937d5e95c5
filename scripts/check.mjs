/** `npm run check`: format, lint, types and the architecture test, in seconds and without a database. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./run.mjs";

const steps = [
  ["format and lint", "@biomejs/biome/bin/biome", ["check", "--error-on-warnings", "."]],
  ["route types", "next/dist/bin/next", ["typegen"]],
  ["types", "typescript/bin/tsc", ["--noEmit"]],
  ["architecture", "vitest/vitest.mjs", ["run", "--project", "unit", "lib/architecture.test.ts"]],
];
for (const [title, bin, args] of /** @type {[string, string, string[]][]} */ (steps)) {
  process.stdout.write(`check: ${title}\n`);
  const { status } = spawnSync(process.execPath, [join(root, "node_modules", bin), ...args], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
