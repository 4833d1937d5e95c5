import { createPublicKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { enrolmentEvidence, makeDevice } from "../../dataplane/testing/device";
import { attestationChallenge, evidenceBinding } from "../../lib/attestation/evidence-binding";
import { deriveTestRoots, TEST_ROOT_NAMES } from "../../lib/attestation/test-roots";
import { type AndroidFactory, attestKey, createAndroidFactory } from "../../lib/virtual-phones/pixel";
import { mintToken, mintVerdict, type PlayKeys } from "../../lib/virtual-phones/play";
import { openLoop, post, SELF } from "../attestation/load";
import { startDataplane } from "../dataplane-process";
import { note, percentile, print } from "../report";

const RATE = 50;
const SECONDS = 30;
const WARM_UP = 100;
/** Phones of one production batch share their intermediates; each batch is new to the service once. */
const BATCHES = 100;

type Enrol = () => Promise<number>;

/**
 * Enrolments over HTTP at a fixed rate, half Key Attestation (chain of 4, among a hundred production batches), half
 * Play Integrity: the milliseconds of the enrolment request itself, verification and the committed event included.
 */
export async function benchEnrolment(): Promise<void> {
  const dataplane = await startDataplane(18_482, 2);
  try {
    const roots = deriveTestRoots(await readFile(join(dataplane.dataDir, "test-key")));
    const root = { name: { CN: TEST_ROOT_NAMES.android }, keys: roots.android };
    const factories = Array.from({ length: BATCHES }, () => createAndroidFactory({ root }));
    const tasks = Array.from(
      { length: WARM_UP + RATE * SECONDS },
      (_, index): Enrol =>
        index % 2 === 0
          ? () => enrolPixel(dataplane.url, factories[(index / 2) % BATCHES] ?? createAndroidFactory({ root }))
          : () => enrolPlayPhone(dataplane.url, roots.play),
    );
    await openLoop(tasks.slice(0, WARM_UP), RATE, (enrol) => enrol());
    const latencies = await openLoop(tasks.slice(WARM_UP), RATE, (enrol) => enrol());
    const p50 = percentile(latencies, 0.5);
    print({
      name: `enrolment p99 at ${RATE} /s`,
      ours: percentile(latencies, 0.99),
      limit: 100,
      against: "required",
      unit: "ms",
      target: null,
    });
    note(`p50 ${p50.toFixed(1)} ms over ${latencies.length} enrolments`);
  } finally {
    await dataplane.stop();
  }
}

async function newChallenge(url: string): Promise<string> {
  const { app, platform } = SELF;
  return String((await post(`${url}/v1/challenges`, { app, platform, purpose: "enrolment" })).challenge);
}

async function enrolPixel(url: string, factory: AndroidFactory): Promise<number> {
  const challenge = await newChallenge(url);
  const device = makeDevice();
  const certificates = attestKey(factory, createPublicKey(device.privateKey), {
    challenge: attestationChallenge(challenge),
    packages: [{ name: SELF.app, versionCode: 1 }],
    signerDigests: [SELF.signer],
  });
  return send(
    url,
    enrolmentEvidence(device, SELF, challenge, { evidence: { format: "key-attestation", certificates } }),
  );
}

async function enrolPlayPhone(url: string, keys: PlayKeys): Promise<number> {
  const challenge = await newChallenge(url);
  const device = makeDevice();
  const requestHash = evidenceBinding(challenge, device.publicJwk).toString("base64url");
  const verdict = mintVerdict({
    packageName: SELF.app,
    signerDigests: [SELF.signer],
    requestHash,
    timestampMillis: Date.now(),
  });
  const evidence = { format: "play-integrity", token: await mintToken(verdict, keys) };
  return send(url, enrolmentEvidence(device, SELF, challenge, { evidence }));
}

async function send(url: string, evidence: string): Promise<number> {
  const started = performance.now();
  await post(`${url}/v1/enrolments`, { evidence });
  return performance.now() - started;
}
