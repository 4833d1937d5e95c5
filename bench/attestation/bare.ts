import { execFile } from "node:child_process";
import { createHmac, createSecretKey, randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";
import { attestationEvidence, makeDevice } from "../../dataplane/testing/device";
import { issueChallenge, verifyChallenge } from "../../lib/attestation/challenge";
import { openCredential, sealCredential } from "../../lib/attestation/credential";
import { importPublicJwk, verifyPossession } from "../../lib/attestation/possession";
import { ATTESTATION_TYP } from "../../lib/contract/protocol";
import { decodeCompactJws } from "../../lib/encoding/jws";

const SELF = { app: "com.example.app", platform: "android", signer: "a".repeat(64) } as const;

const ROUND = 4_000;

/**
 * The bare cryptography of one attestation, per second of one core, with all cores at it, as they are under the load it
 * is compared with. The first round of each process compiles the code and does not count.
 */
export async function bareCryptographyPerSecond(): Promise<number> {
  const run = promisify(execFile);
  const outputs = await Promise.all(
    Array.from({ length: availableParallelism() }, () => run(process.execPath, [process.argv[1] ?? "", BARE])),
  );
  return outputs.reduce((sum, { stdout }) => sum + Number(stdout), 0) / outputs.length;
}

/** The argument with which a bench process measures this and prints the rate. */
export const BARE = "--bare-cryptography";

export function printBareCryptography(): void {
  cryptographyPerSecond(ROUND);
  process.stdout.write(String((cryptographyPerSecond(ROUND) + cryptographyPerSecond(ROUND)) / 2));
}

/**
 * What node:crypto alone does for one attestation, with a new instance key each time: issue and check the challenge
 * (HMAC), open the credential (AES-256-GCM), import the P-256 key, verify ES256, sign HS256. Per CPU second.
 */
function cryptographyPerSecond(count: number): number {
  const macKey = createSecretKey(randomBytes(32));
  const credentialKey = createSecretKey(randomBytes(32));
  const tokenKey = createSecretKey(randomBytes(64));
  const now = new Date();
  const binding = { purpose: "attestation", platform: SELF.platform, appId: SELF.app } as const;
  const prepared = Array.from({ length: count }, () => {
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
  const started = process.cpuUsage();
  for (const { challenge, jws, credential } of prepared) {
    issueChallenge(binding, now, macKey, 0);
    const opened = openCredential(credential, credentialKey);
    const key = opened === null ? null : importPublicJwk(opened.cnf);
    const fresh = verifyChallenge(challenge, binding, now, macKey).state === "fresh";
    if (key === null || !fresh || !verifyPossession(jws, ATTESTATION_TYP, key))
      throw new Error("the bench's evidence is bad");
    createHmac("sha256", tokenKey).update(jws.signingInput.subarray(0, 300)).digest();
  }
  const used = process.cpuUsage(started);
  return count / ((used.user + used.system) / 1e6);
}
