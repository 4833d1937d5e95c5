import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { decodeAttestationObject } from "../../lib/attestation/verifiers/app-attest/attestation-object";
import { verifyAppAttestEvidence } from "../../lib/attestation/verifiers/app-attest/verify";
import { importX962, verifyAppAttestAssertion } from "../../lib/attestation/verifiers/app-attest/verify-assertion";
import { verifyKeyAttestationEvidence } from "../../lib/attestation/verifiers/key-attestation/verify";
import { createLinkCache, NO_LINK_CACHE } from "../../lib/attestation/x509/link-cache";
import { decodeBase64 } from "../../lib/encoding/base64-strict";
import { bytesIn, decodeCborMap } from "../../lib/encoding/cbor";
import { type Certificate, decodeCertificate } from "../../lib/encoding/x509";
import { generateEcKeys, testAnchor } from "../../lib/virtual-phones/certificates";
import { assertRequest, attestAppKey, createAppleAuthority, pointOf } from "../../lib/virtual-phones/iphone";
import { attestKey, createAndroidFactory, createAndroidRoot } from "../../lib/virtual-phones/pixel";
import { print } from "../report";

const CHAINS = 500;
const ASSERTIONS = 3000;
const TARGET = 0.6;
const ROUNDS = 20;
const NOW = new Date("2026-11-20T12:00:00Z");
const CHALLENGE = Buffer.from("a challenge of ours");

/** One core, every input another phone's: whole verification against the bare signature checks of the same evidence. */
export async function benchEvidence(): Promise<void> {
  benchChains();
  benchAttestations();
  benchAssertions();
}

/** A signature with the key that made it: as node:crypto takes it, or as the certificate carries it. */
interface BareCheck {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly digest: string;
  readonly key: KeyObject | Uint8Array;
}

function checkBare(checks: readonly BareCheck[]): void {
  for (const { message, signature, digest, key } of checks) {
    const publicKey =
      key instanceof Uint8Array ? createPublicKey({ key: Buffer.from(key), format: "der", type: "spki" }) : key;
    if (!verify(digest, message, publicKey, signature)) throw new Error("the bench's evidence is bad");
  }
}

function bareOf(certificate: Certificate, key: KeyObject | Uint8Array): BareCheck {
  const digest = certificate.signatureOid.endsWith(".3.3") ? "sha384" : "sha256";
  return { message: certificate.tbs, signature: certificate.signature, digest, key };
}

/** What is measured: a run over inputs that were made before. */
interface Load {
  readonly count: number;
  run(index: number): void;
}

function load<Input>(inputs: readonly Input[], run: (input: Input) => void): Load {
  return {
    count: inputs.length,
    run(index) {
      const input = inputs[index];
      if (input !== undefined) run(input);
    },
  };
}

/**
 * Runs per second of CPU time of each load, in turns, so that a machine that speeds up or slows down does so for all.
 * Everything runs once before: the first use of a key object costs OpenSSL a conversion.
 */
function rates(...loads: readonly Load[]): number[] {
  for (const { count, run } of loads) for (let index = 0; index < count; index++) run(index);
  const micros = loads.map(() => 0);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [which, { count, run }] of loads.entries()) {
      const started = process.cpuUsage();
      for (let index = round; index < count; index += ROUNDS) run(index);
      const { user, system } = process.cpuUsage(started);
      micros[which] = (micros[which] ?? 0) + user + system;
    }
  }
  return loads.map(({ count }, which) => count / ((micros[which] ?? 0) / 1e6));
}

function benchChains(): void {
  const root = createAndroidRoot();
  const record = {
    challenge: CHALLENGE,
    packages: [{ name: "com.example.bank", versionCode: 7 }],
    signerDigests: ["ab".repeat(32)],
  };
  const shared = createAndroidFactory({ root });
  const chainOf = (factory: typeof shared) => attestKey(factory, generateEcKeys().publicKey, record);
  const single = Array.from({ length: CHAINS }, () => chainOf(createAndroidFactory({ root })));
  const batch = Array.from({ length: CHAINS }, () => chainOf(shared));
  const bare = (chain: readonly string[]): BareCheck[] => {
    const certificates = chain.map((text) => decodeCertificate(Buffer.from(text, "base64")));
    return certificates.slice(0, -1).map((certificate, index) => {
      const isLast = index === certificates.length - 2;
      return bareOf(certificate, isLast ? root.keys.publicKey : (certificates[index + 1]?.spki ?? new Uint8Array()));
    });
  };
  const context = {
    now: NOW,
    policy: "strict",
    challenge: CHALLENGE,
    confirmationKey: null,
    app: { packageName: "com.example.bank", signerDigests: ["ab".repeat(32)] },
    device: {},
    anchors: [testAnchor("bench", root)],
    revocation: { list: new Map(), retrievedAt: NOW, maximumAgeSeconds: 60 },
  } as const;
  const judge = (links: typeof NO_LINK_CACHE) => (certificates: readonly string[]) => {
    const { verified } = verifyKeyAttestationEvidence({ certificates }, { ...context, links });
    if (!verified) throw new Error("the bench's evidence is bad");
  };
  const [limit = 0, cold = 0, warm = 0] = rates(
    load(single.map(bare), checkBare),
    load(single, judge(NO_LINK_CACHE)),
    load(batch, judge(createLinkCache())),
  );
  const against = "import of the intermediates' keys and the three signatures alone";
  const row = { limit, against, unit: "chains/s", target: TARGET };
  print({ ...row, name: "key attestation, chain of 4, nothing remembered", ours: cold });
  print({
    ...row,
    name: "key attestation, chain of 4, one factory batch",
    ours: warm,
  });
}

function benchAttestations(): void {
  const authority = createAppleAuthority();
  const appId = "ABCDE12345.com.example.bank";
  const clientDataHash = createHash("sha256").update(CHALLENGE).digest();
  const phones = Array.from({ length: CHAINS }, () => attestAppKey(authority, { appId, clientDataHash }));
  const bare = phones.map(({ attestation }) => {
    const { leaf, intermediate } = decodeAttestationObject(attestation);
    return [bareOf(leaf, intermediate.spki), bareOf(intermediate, authority.root.keys.publicKey)];
  });
  const context = {
    now: NOW,
    clientDataHash,
    app: { appId, environment: "production" },
    anchors: [testAnchor("bench", authority.root)],
  } as const;
  const judge = (phone: (typeof phones)[number]) => {
    if (!verifyAppAttestEvidence(phone, context).verified) throw new Error("the bench's evidence is bad");
  };
  const [ours = 0, limit = 0] = rates(load(phones, judge), load(bare, checkBare));
  const against = "import of the intermediate's key and the two signatures alone";
  print({
    name: "App Attest attestation, nothing remembered",
    ours,
    limit,
    against,
    unit: "objects/s",
    target: TARGET,
  });
}

function benchAssertions(): void {
  const appId = "ABCDE12345.com.example.bank";
  const clientDataHash = createHash("sha256").update(CHALLENGE).digest();
  const phones = Array.from({ length: ASSERTIONS }, () => {
    const keys = generateEcKeys();
    const assertion = assertRequest(keys, { appId, clientDataHash, counter: 1 });
    const map = decodeCborMap(decodeBase64(assertion, 1024) ?? new Uint8Array(), 1024);
    const data = bytesIn(map, "authenticatorData");
    const nonce = createHash("sha256").update(data).update(clientDataHash).digest();
    const publicKey = importX962(pointOf(keys.publicKey));
    return { assertion, publicKey, nonce, signature: bytesIn(map, "signature") };
  });
  const judge = ({ assertion, publicKey }: (typeof phones)[number]) => {
    const context = { clientDataHash, appId, publicKey, previousCounter: 0 };
    if (!verifyAppAttestAssertion(assertion, context).verified) throw new Error("the bench's evidence is bad");
  };
  const bare = ({ nonce, signature, publicKey }: (typeof phones)[number]) =>
    checkBare([{ message: nonce, signature, digest: "sha256", key: publicKey }]);
  const [ours = 0, limit = 0] = rates(load(phones, judge), load(phones, bare));
  print({
    name: "App Attest assertion",
    ours,
    limit,
    against: "the signature alone",
    unit: "assertions/s",
    target: TARGET,
  });
}
