import { type ChildProcess, fork } from "node:child_process";
import { createHmac, createSecretKey, randomBytes } from "node:crypto";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { attestationEvidence, makeDevice } from "../../dataplane/testing/device";
import { issueChallenge, verifyChallenge } from "../../lib/attestation/challenge";
import { openCredential, sealCredential } from "../../lib/attestation/credential";
import { importPublicJwk, verifyPossession } from "../../lib/attestation/possession";
import { ATTESTATION_TYP } from "../../lib/contract/protocol";
import { decodeCompactJws } from "../../lib/encoding/jws";
import { pinToCores } from "../cpu";

const SELF = { app: "com.example.app", platform: "android", signer: "a".repeat(64) } as const;

/** How many instance keys there are; each is imported anew each time. */
const KEYS = 4_000;
/** How often it is done for one measurement: some 0.3 s. */
const MEASURED = 800;

/** The argument with which a bench process does this cryptography when it is asked. */
export const BARE = "--bare-cryptography";

export interface BareCryptography {
  /** CPU seconds of one attestation's cryptography, with all cores at it, as they are under the load it is compared with. */
  measure(): Promise<number>;
  stop(): void;
}

/** Starts a process for each core and has it compile the code. */
export async function startBareCryptography(): Promise<BareCryptography> {
  const processes = Array.from({ length: availableParallelism() }, () => fork(process.argv[1] ?? "", [BARE]));
  for (const [core, { pid }] of processes.entries()) pinToCores(pid ?? 0, String(core));
  const ended = Promise.race(processes.map((each) => once(each, "exit"))).then(([code, signal]) => {
    throw new Error(`a process of the bare cryptography ended with ${code ?? signal}`);
  });
  ended.catch(() => undefined);
  const answer = async (each: ChildProcess) => Number((await once(each, "message"))[0]);
  const answers = () => Promise.race([ended, Promise.all(processes.map(answer))]);
  await answers();
  return {
    async measure() {
      const answered = answers();
      for (const each of processes) each.send("measure");
      return (await answered).reduce((sum, seconds) => sum + seconds, 0) / processes.length;
    },
    stop() {
      for (const each of processes) each.kill();
    },
  };
}

/** Such a process: answers every message with the CPU seconds of one attestation's cryptography. */
export function serveBareCryptography(): void {
  const measure = prepareCryptography();
  measure(KEYS);
  process.on("message", () => process.send?.(measure(MEASURED)));
  process.send?.(0);
}

/**
 * What node:crypto alone does for one attestation, with a new instance key each time: issue and check the challenge
 * (HMAC), open the credential (AES-256-GCM), import the P-256 key, verify ES256, sign HS256. The function that is returned
 * does it `count` times and answers the CPU seconds of one.
 */
function prepareCryptography(): (count: number) => number {
  const macKey = createSecretKey(randomBytes(32));
  const credentialKey = createSecretKey(randomBytes(32));
  const tokenKey = createSecretKey(randomBytes(64));
  const now = new Date();
  const binding = { purpose: "attestation", platform: SELF.platform, appId: SELF.app } as const;
  const prepared = Array.from({ length: KEYS }, () => {
    const device = makeDevice();
    const challenge = issueChallenge(binding, now, macKey, 0);
    const jws = decodeCompactJws(attestationEvidence(device, SELF, challenge));
    if (jws === null) throw new Error("the bench made a malformed JWS");
    const credential = sealCredential(
      { v: 1, iid: "0", app: 1, cnf: device.publicJwk, fmt: "software-key", lvl: "none", sig: 0, test: false, iat: 0 },
      credentialKey,
    );
    return { challenge, jws, credential };
  });
  const attestation = ({ challenge, jws, credential }: (typeof prepared)[number]) => {
    issueChallenge(binding, now, macKey, 0);
    const opened = openCredential(credential, credentialKey);
    const key = opened === null ? null : importPublicJwk(opened.cnf);
    const fresh = verifyChallenge(challenge, binding, now, macKey).state === "fresh";
    if (key === null || !fresh || !verifyPossession(jws, ATTESTATION_TYP, key))
      throw new Error("the bench's evidence is bad");
    createHmac("sha256", tokenKey).update(jws.signingInput.subarray(0, 300)).digest();
  };
  const forever = repeated(prepared);
  return (count) => {
    const started = process.cpuUsage();
    for (let done = 0; done < count; done++) attestation(forever.next().value);
    const used = process.cpuUsage(started);
    return (used.user + used.system) / 1e6 / count;
  };
}

function* repeated<T>(items: readonly T[]): Generator<T, never> {
  for (;;) yield* items;
}
