/** The data plane: the lean HTTP process that phones talk to. `node dist/dataplane.mjs`. */
import cluster from "node:cluster";
import { config } from "../lib/config";
import { describe } from "../lib/log";
import { runPrimary, UPKEEP_ARGUMENT } from "./primary";
import { runUpkeep } from "./upkeep";
import { runClusterWorker } from "./worker";

/** Asks the primary for the metrics of all workers. */
function collectFromPrimary(): Promise<string> {
  return new Promise((resolve) => {
    const receive = (message: unknown) => {
      if (typeof message !== "object" || message === null || !("metrics" in message)) return;
      process.off("message", receive);
      resolve(String(message.metrics));
    };
    process.on("message", receive);
    process.send?.("collect-metrics");
  });
}

try {
  if (process.argv[2] === UPKEEP_ARGUMENT) await runUpkeep(config());
  else if (cluster.isPrimary) await runPrimary(config());
  else await runClusterWorker(config(), collectFromPrimary);
} catch (error) {
  process.stderr.write(`error: the data plane can't start: ${describe(error)}\n`);
  process.exit(1);
}
