/**
 * `npm test`: everything, from a fresh clone on. The last line sums it up.
 *
 *   npm test -- --only unit lib/tokens        one step; what follows goes to its runner
 */
import { stopRequests } from "./interrupt.mjs";
import { createProgress } from "./progress.mjs";
import { ensureDependencies } from "./setup.mjs";
import { describeCounts, sumCounts } from "./test-counts.mjs";
import { prepareEndToEnd, stepNames, testSteps } from "./test-steps.mjs";

const progress = createProgress(process.stdout);
const signal = stopRequests({ onFirst: () => progress.line("stopping"), onSecond: () => process.exit(130) });

try {
  const { names, args } = parseArguments(process.argv.slice(2));
  await ensureDependencies({ progress, signal });
  const counts = [];
  let prepared = Promise.resolve();
  for (const name of names) {
    progress.line(`\n${name}`);
    const startedAt = performance.now();
    // Beside what leaves a core to spare; not before, as the check writes types to where the build does.
    if (name === "unit" && names.includes("e2e")) prepared = prepareEndToEnd({ progress, signal });
    if (name === "e2e") await prepared;
    const count = await testSteps[name]({ args, progress, signal }).catch((error) => {
      signal.throwIfAborted();
      progress.line(`error: ${error instanceof Error ? error.message : error}`);
      return { passed: 0, failed: 1, skipped: 0 };
    });
    signal.throwIfAborted();
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    progress.line(`${name}: ${describeCounts(count)}, in ${seconds} s`);
    counts.push(count);
  }
  const total = sumCounts(counts);
  progress.line(`\n${describeCounts(total)}`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
} catch (error) {
  if (!signal.aborted) process.stderr.write(`error: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = signal.aborted ? 130 : 1;
}

/** @param {string[]} given */
function parseArguments(given) {
  if (given[0] !== "--only") {
    if (given.length > 0)
      throw new Error(`unknown argument ${given[0]}\nhint: --only ${stepNames.join("|")} ARGUMENT …`);
    return { names: stepNames, args: [] };
  }
  const name = stepNames.find((step) => step === given[1]);
  if (!name) throw new Error(`--only needs one of ${stepNames.join(", ")}`);
  return { names: [name], args: given.slice(2) };
}
