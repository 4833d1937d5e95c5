/** `npm run bench [-- NAME … --option=N]`: every figure beside its limit or peer from the same run. */
import { join } from "node:path";
import { migrateDatabase } from "../drizzle/migrate";
import { config, requireDatabaseUrl } from "../lib/config";
import { benchActivation } from "./activation/run";
import { BARE, serveBareCryptography } from "./attestation/bare";
import { benchAttestation } from "./attestation/run";
import { benchEnrolment } from "./enrolment/run";
import { benchEvents } from "./events/run";
import { benchEvidence } from "./evidence/run";
import { benchLighthouse } from "./lighthouse/run";
import { benchLive } from "./live/run";
import { benchMetrics } from "./metrics/run";
import { benchPackages } from "./packages/run";
import { benchPreview } from "./preview/run";
import { benchSecrets } from "./secrets/run";
import { benchStart } from "./start/run";
import { benchStreams } from "./streams/run";

const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  attestation: benchAttestation,
  events: benchEvents,
  activation: benchActivation,
  preview: benchPreview,
  secrets: benchSecrets,
  metrics: benchMetrics,
  streams: benchStreams,
  start: benchStart,
  live: benchLive,
  lighthouse: benchLighthouse,
  evidence: benchEvidence,
  enrolment: benchEnrolment,
  packages: benchPackages,
};

async function runBenches(): Promise<void> {
  const asked = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
  const unknown = asked.filter((name) => !Object.hasOwn(BENCHES, name));
  if (unknown.length > 0) {
    process.stderr.write(`error: unknown bench ${unknown.join(", ")}\nhint: ${Object.keys(BENCHES).join(", ")}\n`);
    process.exit(2);
  }
  await migrateDatabase(requireDatabaseUrl(config()), join(process.argv[1] ?? "", "../../drizzle/migrations"));
  for (const [name, run] of Object.entries(BENCHES)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    process.stdout.write(`\n${name}\n`);
    await run();
  }
}

if (process.argv[2] === BARE) serveBareCryptography();
else await runBenches();
