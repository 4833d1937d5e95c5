import { createPublicKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { enrolmentEvidence, makeDevice, type SelfDescription } from "../../dataplane/testing/device";
import { registerApp } from "../../dataplane/testing/registration";
import { attestationChallenge, evidenceBinding } from "../../lib/attestation/evidence-binding";
import { type AppleAuthority, attestAppKey } from "../../lib/virtual-phones/iphone";
import { attestKey, createAndroidFactory } from "../../lib/virtual-phones/pixel";
import { mintToken, mintVerdict, type PlayKeys } from "../../lib/virtual-phones/play";
import { createTestAuthorities } from "../../lib/virtual-phones/test-authorities";
import { post } from "../attestation/client";
import { openLoop, SELF } from "../attestation/load";
import { startDataplane, until } from "../dataplane-process";
import { note, percentile, print } from "../report";

const RATE = 50;
const SECONDS = 30;
const WARM_UP = 99;
/** Phones of one production batch share their intermediates; each batch is new to the service once. */
const BATCHES = 100;
const TEAM = "TEAM123456";
const IPHONE: SelfDescription = { app: "com.example.ios", platform: "ios", signer: SELF.signer };
const FORMATS = ["key-attestation", "app-attest", "play-integrity"] as const;

type Format = (typeof FORMATS)[number];
type Device = ReturnType<typeof makeDevice>;
/** Makes the evidence of one new phone for a challenge. */
type Prove = (challenge: string, device: Device) => Promise<Record<string, unknown>>;

/**
 * Enrolments over HTTP at a fixed rate, a third each Key Attestation (chain of 4, among a hundred production batches),
 * App Attest and Play Integrity: the milliseconds of the enrolment request itself, verification and the committed event
 * included.
 */
export async function benchEnrolment(): Promise<void> {
  const dataplane = await startDataplane(18_482, 2);
  try {
    await registerApp(dataplane.connection, { appId: IPHONE.app, teamId: TEAM, domain: "ios.example.com" });
    await until(async () => (await fetch(`${dataplane.url}/v1/config?app=${IPHONE.app}&platform=ios`)).ok);
    const prove = provers(await readFile(join(dataplane.dataDir, "test-key")));
    const formats = Array.from({ length: WARM_UP + RATE * SECONDS }, (_, index) => FORMATS[index % 3] ?? FORMATS[0]);
    const enrol = async (format: Format) => ({ format, ms: await enrolPhone(dataplane.url, format, prove[format]) });
    await openLoop(formats.slice(0, WARM_UP), RATE, enrol);
    const enrolled = await openLoop(formats.slice(WARM_UP), RATE, enrol);
    for (const format of [null, ...FORMATS]) {
      const latencies = enrolled.flatMap((one) => (format === null || one.format === format ? [one.ms] : []));
      const name = `enrolment p99 at ${RATE} /s, ${format ?? "all formats"}`;
      const ours = percentile(latencies, 0.99);
      print({ name, ours, limit: 100, against: "required", unit: "ms", target: null });
      note(`p50 ${percentile(latencies, 0.5).toFixed(1)} ms over ${latencies.length} enrolments`);
    }
  } finally {
    await dataplane.stop();
  }
}

function provers(testKey: Buffer): Readonly<Record<Format, Prove>> {
  const { apple, play, factory } = createTestAuthorities(testKey);
  const { root } = factory;
  const factories = Array.from({ length: BATCHES }, () => createAndroidFactory({ root }));
  let batch = 0;
  return {
    "key-attestation": async (challenge, device) => ({
      certificates: attestKey(
        factories[batch++ % BATCHES] ?? createAndroidFactory({ root }),
        createPublicKey(device.privateKey),
        {
          challenge: attestationChallenge(challenge),
          packages: [{ name: SELF.app, versionCode: 1 }],
          signerDigests: [SELF.signer],
        },
      ),
    }),
    "app-attest": async (challenge, device) => proveIphone(apple, challenge, device),
    "play-integrity": async (challenge, device) => ({ token: await provePlay(play, challenge, device) }),
  };
}

function proveIphone(apple: AppleAuthority, challenge: string, device: Device) {
  const clientDataHash = evidenceBinding(challenge, device.publicJwk);
  const { keyId, attestation } = attestAppKey(apple, { appId: `${TEAM}.${IPHONE.app}`, clientDataHash });
  return { keyId, attestation };
}

function provePlay(keys: PlayKeys, challenge: string, device: Device): Promise<string> {
  const requestHash = evidenceBinding(challenge, device.publicJwk).toString("base64url");
  const signed = { packageName: SELF.app, signerDigests: [SELF.signer], requestHash, timestampMillis: Date.now() };
  return mintToken(mintVerdict(signed), keys);
}

async function enrolPhone(url: string, format: Format, prove: Prove): Promise<number> {
  const self = format === "app-attest" ? IPHONE : SELF;
  const { app, platform } = self;
  const challenge = String((await post(`${url}/v1/challenges`, { app, platform, purpose: "enrolment" })).challenge);
  const device = makeDevice();
  const proof = { evidence: { format, ...(await prove(challenge, device)) } };
  const evidence = enrolmentEvidence(device, self, challenge, proof);
  const started = performance.now();
  await post(`${url}/v1/enrolments`, { evidence });
  return performance.now() - started;
}
