/**
 * `npm run fuzz [-- --inputs N] [--seed N] [FAMILY …]`: mutated inputs from a fixed seed for every decoder of untrusted
 * bytes, and for the verifiers above them. Each must end in a verdict or a typed error within 50 ms and 64 MB.
 */
import { parseArgs } from "node:util";
import { type FuzzOutcome, type FuzzTarget, fuzz } from "../../lib/attestation/testing/fuzz";
import { createFuzzTargets } from "../../lib/attestation/testing/fuzz-targets";
import { DecodeError } from "../../lib/encoding/decode-error";
import { FUZZED_DECODERS, type FuzzedDecoder } from "../../lib/encoding/testing/fuzzed-decoders";
import { mutate } from "../../lib/encoding/testing/mutate";
import {
  FUZZED_PACKAGES,
  factsOf,
  factsVouchedFor,
  judgePackage,
} from "../../lib/registration/testing/fuzzed-packages";

const INPUTS = 200_000;
/** Verifiers do cryptography on what still decodes, at a hundred times a decoder's cost. */
const VERIFIER_SHARE = 0.02;

function targetOf({ family, name, bytes, decode }: FuzzedDecoder): FuzzTarget {
  return {
    family,
    name: `the decoder for ${name} ends every mutated input in a value or a DecodeError`,
    kind: "decoder",
    make: (random) => mutate(bytes, random),
    async attempt(input): Promise<FuzzOutcome> {
      try {
        await decode(input);
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
      }
      return "refused";
    },
  };
}

async function packageTargets(): Promise<FuzzTarget[]> {
  const targets: FuzzTarget[] = [];
  for (const one of FUZZED_PACKAGES) {
    const expected = await factsVouchedFor(one);
    targets.push({
      family: "packages",
      name: `nobody vouches for changed contents of an ${one.kind}`,
      kind: "verifier",
      make: (random) => mutate(one.bytes, random),
      async attempt(input): Promise<FuzzOutcome> {
        const found = await judgePackage(input);
        const passes = found?.verdict === "accept" && factsOf(found, one.vouchedFor) !== expected;
        return passes ? { fault: "passed" } : "refused";
      },
    });
  }
  return targets;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { inputs: { type: "string", default: String(INPUTS) }, seed: { type: "string", default: "1" } },
});
const targets = [...(await createFuzzTargets()), ...FUZZED_DECODERS.map(targetOf), ...(await packageTargets())];
const families = [...new Set(targets.map(({ family }) => family))];
const unknown = positionals.filter((name) => !families.includes(name));
if (unknown.length > 0 || !(Number(values.inputs) >= 1)) {
  process.stderr.write(`error: can't fuzz ${unknown.join(", ") || values.inputs}\nhint: ${families.join(", ")}\n`);
  process.exit(2);
}

let faults = 0;
for (const family of families.filter((name) => positionals.length === 0 || positionals.includes(name))) {
  const total = { inputs: 0, faults: 0, slowestMs: 0, largestBytes: 0, residentGrowthBytes: 0 };
  for (const target of targets.filter((one) => one.family === family)) {
    const share = target.kind === "decoder" ? 1 : VERIFIER_SHARE;
    const report = await fuzz(target, Math.ceil(Number(values.inputs) * share), Number(values.seed));
    total.inputs += report.inputs;
    total.faults += report.faults.length;
    total.slowestMs = Math.max(total.slowestMs, report.slowestMs);
    total.largestBytes = Math.max(total.largestBytes, report.largestBytes);
    total.residentGrowthBytes += report.residentGrowthBytes;
    process.stdout.write(`  ${report.inputs} inputs: ${target.name}\n`);
    for (const fault of report.faults) process.stdout.write(`  FAULT ${target.name}: ${fault}\n`);
  }
  faults += total.faults;
  const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  process.stdout.write(
    `${family}: ${total.inputs} inputs, ${total.faults} faults, slowest ${total.slowestMs.toFixed(1)} ms, ` +
      `largest ${megabytes(total.largestBytes)}, resident memory rose by ${megabytes(total.residentGrowthBytes)}\n`,
  );
}
process.stdout.write(faults === 0 ? "every input ended in a verdict or a typed error\n" : `${faults} faults\n`);
process.exitCode = faults === 0 ? 0 : 1;
