/** `npm run fleet`: simulated phones that enrol and attest over HTTP through the SDK, as test traffic. */
import { config } from "../lib/config";
import { createTestAuthorities } from "../lib/virtual-phones/test-authorities";
import { parseArguments, USAGE } from "./arguments";
import { BACKFILL_USAGE } from "./backfill/arguments";
import { runBackfill } from "./backfill/run";
import { FleetError } from "./fleet-error";
import { fireAtRate } from "./load";
import { tellParent } from "./parent";
import { createPhone } from "./phone";
import { drawPopulation } from "./population";
import { seededRandom } from "./random";
import { fetchApps } from "./registered-apps";
import { createProgressLine, summary } from "./report";
import { findTestKey } from "./test-key";
import { pooledTransport } from "./transport";

/** Answers the exit code: 0 when anything was answered, 1 when nothing was, 2 when it could not start. */
async function run(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    process.stdout.write(`${USAGE}\n${BACKFILL_USAGE}`);
    return 0;
  }
  if (args.some((arg) => /^--backfill(=|$)/.test(arg))) return await runBackfill(args, tell);
  const asked = parseArguments(args);
  const settings = config();
  const url = (asked.url ?? settings.dataplaneUrl).replace(/\/+$/, "");
  const testKey = await findTestKey(settings);
  const transport = pooledTransport(testKey, asked.concurrency);
  const apps = await fetchApps(url, transport, asked);
  const { instances, seed, countries, compromised, hardware } = asked;
  const profiles = drawPopulation({
    apps,
    instances,
    seed,
    hardwareShare: hardware / 100,
    ...(countries === undefined ? {} : { countries }),
    ...(compromised === undefined ? {} : { compromisedShare: compromised / 100 }),
  });
  const authorities = hardware > 0 ? createTestAuthorities(Buffer.from(testKey)) : null;
  const phones = profiles.map((profile) => createPhone(profile, { url, testKey, transport, authorities }));

  const names = apps.map(({ app, platform }) => `${app} (${platform})`).join(", ");
  tell(`${instances} phones of ${names}, ${asked.rate} attestations a second for ${asked.seconds} s; Ctrl-C ends it`);
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  const inform = tellParent(stop);
  const line = createProgressLine();
  const startedAt = performance.now();
  const counts = await fireAtRate({
    phones,
    ratePerSecond: asked.rate,
    seconds: asked.seconds,
    enrolmentsPerSecond: asked["enrol-rate"] ?? asked.rate,
    concurrencyMax: asked.concurrency,
    random: seededRandom(seed + 1),
    stop: stop.signal,
    progress: (soFar, elapsed) => {
      inform(soFar);
      tell(line(soFar, elapsed));
    },
  });
  inform(counts);
  process.stdout.write(summary(counts, phones, (performance.now() - startedAt) / 1000));
  return counts.answered > 0 ? 0 : 1;
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const hint = error instanceof FleetError ? `\nhint: ${error.hint}` : "";
  tell(`error: ${error instanceof Error ? error.message : String(error)}${hint}`);
  process.exitCode = 2;
}
// Kept connections would hold the process for a while.
process.exit();
