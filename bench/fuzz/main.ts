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

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { inputs: { type: "string", default: String(INPUTS) }, seed: { type: "string", default: "1" } },
});
const targets = [...(await createFuzzTargets()), ...FUZZED_DECODERS.map(targetOf)];
const families = [...new Set(targets.map(({ family }) => family))];
const unknown = positionals.filter((name) => !families.includes(name));
if (unknown.length > 0 || !(Number(values.inputs) >= 1)) {
  process.stderr.write(`error: can't fuzz ${unknown.join(", ") || values.inputs}\nhint: ${families.join(", ")}\n`);
  process.exit(2);
}

let faults = 0;
for (const family of families.filter((name) => positionals.length === 0 || positionals.includes(name))) {
  const total = { inputs: 0, faults: 0, slowestMs: 0, largestBytes: 0 };
  for (const target of targets.filter((one) => one.family === family)) {
    const share = target.kind === "decoder" ? 1 : VERIFIER_SHARE;
    const report = await fuzz(target, Math.ceil(Number(values.inputs) * share), Number(values.seed));
    total.inputs += report.inputs;
    total.faults += report.faults.length;
    total.slowestMs = Math.max(total.slowestMs, report.slowestMs);
    total.largestBytes = Math.max(total.largestBytes, report.largestBytes);
    for (const fault of report.faults) process.stdout.write(`  FAULT ${target.name}: ${fault}\n`);
  }
  faults += total.faults;
  const largest = (total.largestBytes / 1024 / 1024).toFixed(1);
  process.stdout.write(
    `${family}: ${total.inputs} inputs, ${total.faults} faults, slowest ${total.slowestMs.toFixed(1)} ms, largest ${largest} MB\n`,
  );
}
process.stdout.write(faults === 0 ? "every input ended in a verdict or a typed error\n" : `${faults} faults\n`);
process.exitCode = faults === 0 ? 0 : 1;
