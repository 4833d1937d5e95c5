/** What the fuzzer runs on: see fuzz.ts. */

import { createHash } from "node:crypto";
import { bytesIn, CborError, decodeCborMap } from "../../encoding/cbor";
import { DerError } from "../../encoding/der";
import { decodeCertificate } from "../../encoding/x509";
import { generateEcKeys, testAnchor } from "../../virtual-phones/certificates";
import { assertRequest, attestAppKey, createAppleAuthority, pointOf } from "../../virtual-phones/iphone";
import { attestKey, createAndroidFactory, createAndroidRoot, encodeRecord } from "../../virtual-phones/pixel";
import { createPlayKeys, encryptToken, mintToken, mintVerdict, verifierKeys } from "../../virtual-phones/play";
import { decodeAttestationObject, decodeAttestedAuthData } from "../verifiers/app-attest/attestation-object";
import { verifyAppAttestEvidence } from "../verifiers/app-attest/verify";
import { importX962, verifyAppAttestAssertion } from "../verifiers/app-attest/verify-assertion";
import { decodeKeyDescription } from "../verifiers/key-attestation/key-description";
import { verifyKeyAttestationEvidence } from "../verifiers/key-attestation/verify";
import { verifyPlayIntegrityEvidence, verifyPlayIntegrityVerdict } from "../verifiers/play-integrity/verify";
import type { FuzzOutcome, FuzzTarget } from "./fuzz";
import { mutate } from "./mutate";

const NOW = new Date("2026-11-20T12:00:00Z");
const CHALLENGE = Buffer.from("a challenge of ours");
const keys = generateEcKeys();
const root = createAndroidRoot();
const factory = createAndroidFactory({ root });
const record = {
  challenge: CHALLENGE,
  packages: [{ name: "com.example.bank", versionCode: 7 }],
  signerDigests: ["ab".repeat(32)],
};
const chain = attestKey(factory, keys.publicKey, record).map((text) => Buffer.from(text, "base64"));
const leaf = chain[0] ?? Buffer.alloc(0);
const encodedRecord = encodeRecord(record);

const authority = createAppleAuthority();
const hash = createHash("sha256").update("request").digest();
const appId = "ABCDE12345.com.example.bank";
const phone = attestAppKey(authority, { appId, clientDataHash: hash });
const object = Buffer.from(phone.attestation, "base64");
/** As of iOS 27, with an extension map. */
const authData = decodeAttestationObject(
  attestAppKey(authority, {
    appId,
    clientDataHash: hash,
    extensions: new Map<string, unknown>([
      ["apple_bundle_version_01", "7.12"],
      ["apple_validation_category_01", Buffer.of(4, 0, 0, 0)],
    ]),
  }).attestation,
).authData;
const assertion = Buffer.from(assertRequest(keys, { appId, clientDataHash: hash, counter: 5 }), "base64");

const play = createPlayKeys();
const verdict = mintVerdict({
  packageName: "com.example.bank",
  signerDigests: ["ab".repeat(32)],
  requestHash: "hash",
  timestampMillis: NOW.getTime(),
});
const playContext = {
  now: NOW,
  binding: { kind: "standard", requestHash: "hash" },
  app: { packageName: "com.example.bank", signerDigests: ["ab".repeat(32)] },
  environment: "production",
} as const;

/** A decoder may read a mutated input or throw its own error; anything else is a fault, which fuzz reports. */
function decoded(decode: () => unknown, own: new (...args: never[]) => Error): FuzzOutcome {
  try {
    decode();
  } catch (error) {
    if (!(error instanceof own)) throw error;
  }
  return "refused";
}

const passed = (verified: boolean): FuzzOutcome => (verified ? { fault: "passed" } : "refused");

/** Every decoder and verifier of platform evidence, each with genuine evidence of our own to mutate. */
export async function createFuzzTargets(): Promise<FuzzTarget[]> {
  return [...decoderTargets(), chainTarget(), objectTarget(), assertionTarget(), ...(await tokenTargets())];
}

function decoderTargets(): FuzzTarget[] {
  return [
    {
      family: "DER",
      name: "the DER reader ends every mutated certificate in a value or a DerError",
      kind: "decoder",
      make: (random) => mutate(leaf, random, object),
      attempt: (input) => decoded(() => decodeCertificate(input), DerError),
    },
    {
      family: "DER",
      name: "the DER reader ends every mutated attestation record in a value or a DerError",
      kind: "decoder",
      make: (random) => mutate(encodedRecord, random, leaf),
      attempt: (input) => decoded(() => decodeKeyDescription(input), DerError),
    },
    {
      family: "CBOR",
      name: "the CBOR reader ends every mutated object in a value or a CborError",
      kind: "decoder",
      make: (random) => mutate(object, random, leaf),
      attempt: (input) => decoded(() => decodeCborMap(input, 16_384), CborError),
    },
    {
      family: "CBOR",
      name: "the reader of authenticator data ends every mutated one in a value or a CborError",
      kind: "decoder",
      make: (random) => mutate(Buffer.from(authData), random, assertion),
      attempt: (input) => decoded(() => decodeAttestedAuthData(input), CborError),
    },
  ];
}

function chainTarget(): FuzzTarget {
  const context = {
    now: NOW,
    policy: "strict",
    challenge: CHALLENGE,
    confirmationKey: null,
    app: null,
    device: {},
    anchors: [testAnchor("test", root)],
    revocation: "deliberately-unchecked",
  } as const;
  const certificates = chain.map((der) => der.toString("base64"));
  let index = 0;
  return {
    family: "DER",
    name: "no mutated certificate below the root passes",
    kind: "verifier",
    make(random) {
      index = random(chain.length - 1);
      return mutate(chain[index] ?? leaf, random, encodedRecord);
    },
    attempt(input) {
      const altered = certificates.with(index, input.toString("base64"));
      const { verified } = verifyKeyAttestationEvidence({ certificates: altered }, context);
      return passed(verified && chain[index]?.equals(input) !== true);
    },
  };
}

function objectTarget(): FuzzTarget {
  const context = {
    now: NOW,
    clientDataHash: hash,
    app: { appId, environment: "production" },
    anchors: [testAnchor("test", authority.root)],
  } as const;
  const genuine = decodeAttestationObject(phone.attestation);
  return {
    family: "CBOR",
    name: "no mutated attestation object passes but for its receipt, which nothing in it covers",
    kind: "verifier",
    make: (random) => mutate(object, random, leaf),
    attempt(input) {
      const attestation = input.toString("base64");
      const result = verifyAppAttestEvidence({ keyId: phone.keyId, attestation }, context);
      if (!result.verified) return "refused";
      const { leaf: certificate, authData } = decodeAttestationObject(attestation);
      const sameLeaf = Buffer.from(certificate.der).equals(genuine.leaf.der);
      return passed(!sameLeaf || !Buffer.from(authData).equals(genuine.authData));
    },
  };
}

function assertionTarget(): FuzzTarget {
  const context = { clientDataHash: hash, appId, publicKey: importX962(pointOf(keys.publicKey)), previousCounter: 4 };
  const genuine = Buffer.from(bytesIn(decodeCborMap(assertion, assertion.length), "authenticatorData"));
  return {
    family: "CBOR",
    name: "no mutated assertion passes with other authenticator data",
    kind: "verifier",
    make: (random) => mutate(assertion, random, leaf),
    attempt(input) {
      const result = verifyAppAttestAssertion(input.toString("base64"), context);
      if (!result.verified) return "refused";
      const data = bytesIn(decodeCborMap(input, input.length), "authenticatorData");
      return passed(result.counter !== 5 || !genuine.equals(data));
    },
  };
}

async function tokenTargets(): Promise<FuzzTarget[]> {
  const token = Buffer.from(await mintToken(verdict, play));
  const jws = Buffer.from("eyJhbGciOiJFUzI1NiJ9.e30.AAAA");
  const text = Buffer.from(JSON.stringify(verdict));
  const open = (compact: string) => verifyPlayIntegrityEvidence({ token: compact }, verifierKeys(play), playContext);
  return [
    {
      family: "JWE",
      name: "no mutated token passes",
      kind: "decoder",
      make: (random) => mutate(token, random, object),
      attempt: async (input) => passed((await open(input.toString("latin1"))).verified && !input.equals(token)),
    },
    {
      family: "JWE",
      name: "no mutated signature inside a token passes",
      kind: "verifier",
      make: (random) => mutate(jws, random, object),
      attempt: async (input) =>
        passed((await open(await encryptToken(input.toString("latin1"), play.encryption))).verified),
    },
    {
      family: "JWE",
      name: "every mutated verdict ends in a result",
      kind: "decoder",
      make: (random) => mutate(text, random),
      attempt(input) {
        const payload = decodedJson(input);
        if (payload !== undefined) verifyPlayIntegrityVerdict(payload, playContext);
        return "refused";
      },
    },
  ];
}

function decodedJson(input: Buffer): unknown {
  try {
    return JSON.parse(input.toString());
  } catch {
    return undefined;
  }
}
