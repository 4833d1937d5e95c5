import { createHash } from "node:crypto";
import { decode, encode } from "cborg";
import { describe, expect, it } from "vitest";
import type { AppAttestCheck } from "../../../contract/evidence-checks/app-attest";
import type { Signal } from "../../../contract/signals";
import { exportP256PublicJwk } from "../../../encoding/p256-keys";
import {
  type CertificateOptions,
  generateEcKeys,
  mintCertificate,
  testAnchor,
} from "../../../virtual-phones/certificates";
import { explicit, octets, sequence } from "../../../virtual-phones/der-writer";
import { type AttestationOptions, attestAppKey, createAppleAuthority } from "../../../virtual-phones/iphone";
import { createLinkCache } from "../../x509/link-cache";
import type { AppAttestContext, AppleReferenceValues } from "./context";
import { verifyAppAttestEvidence } from "./verify";

const APP_ID = "ABCDE12345.com.example.bank";
const authority = createAppleAuthority();
const hash = createHash("sha256").update("challenge and request").digest();

const context: AppAttestContext = {
  now: new Date("2026-11-20T12:00:00Z"),
  clientDataHash: hash,
  app: { appId: APP_ID, environment: "production" },
  anchors: [testAnchor("test-apple", authority.root)],
};

const honest: AttestationOptions = { appId: APP_ID, clientDataHash: hash };
const iphone = (options: Partial<AttestationOptions> = {}) => attestAppKey(authority, { ...honest, ...options });

function judge(evidence: { keyId: string; attestation: string }, changes: Partial<AppAttestContext> = {}) {
  const result = verifyAppAttestEvidence(evidence, { ...context, ...changes });
  return { result, failed: result.checks.filter(({ outcome }) => outcome === "fail").map(({ id }) => id) };
}

/** The app with further rules. */
const rules = (more: Partial<AppleReferenceValues>) => ({ app: { ...context.app, ...more } });
const category = (value: number) =>
  new Map<string, unknown>([
    ["apple_bundle_version_01", "7.12"],
    ["apple_validation_category_01", Buffer.from([value, 0, 0, 0])],
  ]);

describe("an honest phone", () => {
  it("is verified, with the attested key and the receipt as claims", () => {
    const phone = iphone();
    const { result, failed } = judge(phone);
    expect(failed).toEqual([]);
    if (!result.verified) throw new Error("must be verified");
    expect(result.claims).toMatchObject({
      securityLevel: "secure-enclave",
      instanceKey: exportP256PublicJwk(phone.keys.publicKey),
      appIds: [APP_ID],
      osVersion: "18.1",
      test: true,
    });
    expect(result.claims.receipt).toHaveLength(64);
  });

  it("is verified on iOS 27, which appends an extension map without the ED flag", () => {
    const { result, failed } = judge(iphone({ extensions: category(4) }));
    expect(failed).toEqual([]);
    expect(result.verified && result.claims.details).toMatchObject({ bundleVersion: "7.12", validationCategory: 4 });
  });

  it("is verified when the ED flag says that extensions follow", () => {
    expect(judge(iphone({ flags: 0xc0, extensions: category(4) })).failed).toEqual([]);
  });

  it("is verified when the extension map has keys that nobody knows yet", () => {
    expect(judge(iphone({ extensions: new Map([...category(4), ["apple_future_02", 1]]) })).failed).toEqual([]);
  });

  it("is verified with a development key where the app is registered for development", () => {
    const phone = iphone({ environment: "development", extensions: category(3) });
    expect(judge(phone, rules({ environment: "development" })).failed).toEqual([]);
  });

  it("is verified with TestFlight where the policy accepts it", () => {
    expect(judge(iphone({ extensions: category(2) }), rules({ validationCategories: [2, 4] })).failed).toEqual([]);
  });

  it("is verified with whatever delivery where no rule asks, which is noted", () => {
    const { result, failed } = judge(iphone({ extensions: category(1) }), rules({ validationCategories: null }));
    expect(failed).toEqual([]);
    expect(result.checks.find(({ id }) => id === "validation-category")).toMatchObject({
      outcome: "annotate",
      found: "1 (platform)",
    });
  });

  it("is verified when a client data hash is not of 32 bytes, as in Apple's samples", () => {
    const clientDataHash = Buffer.from("example_server_challenge");
    expect(judge(iphone({ clientDataHash }), { clientDataHash }).failed).toEqual([]);
  });

  it("is verified the same with the intermediate's link remembered", () => {
    const links = createLinkCache();
    expect(judge(iphone(), { links }).failed).toEqual([]);
    expect(judge(iphone(), { links }).failed).toEqual([]);
  });
});

interface Attack {
  readonly name: string;
  readonly evidence: () => { keyId: string; attestation: string };
  readonly changes?: Partial<AppAttestContext>;
  readonly check: AppAttestCheck;
  readonly signal: Signal;
  readonly verified?: boolean;
}

const genuine = iphone();
const stranger = createAppleAuthority();
const cbor = (bytes: Uint8Array) => ({ ...genuine, attestation: Buffer.from(bytes).toString("base64") });
const bytes = (): Buffer => Buffer.from(genuine.attestation, "base64");
const other = generateEcKeys();

const ATTACKS: Attack[] = [
  {
    name: "text that is not base64",
    evidence: () => ({ ...genuine, attestation: "*" }),
    check: "attestation-object",
    signal: "malformed",
  },
  {
    name: "nothing",
    evidence: () => ({ ...genuine, attestation: "" }),
    check: "attestation-object",
    signal: "malformed",
  },
  {
    name: "a truncated object",
    evidence: () => cbor(bytes().subarray(0, -1)),
    check: "attestation-object",
    signal: "malformed",
  },
  {
    name: "bytes after the object",
    evidence: () => cbor(Buffer.concat([bytes(), Buffer.of(0)])),
    check: "attestation-object",
    signal: "malformed",
  },
  {
    name: "an object of more than 16 KB",
    evidence: () => cbor(Buffer.alloc(16_385)),
    check: "attestation-object",
    signal: "malformed",
  },
  {
    name: "a nesting bomb",
    evidence: () => cbor(Buffer.alloc(16_000, 0x81)),
    check: "attestation-object",
    signal: "malformed",
  },
  {
    name: "a map of 2^64-1 entries",
    evidence: () => cbor(Buffer.concat([Buffer.of(0xbb), Buffer.alloc(8, 0xff)])),
    check: "attestation-object",
    signal: "malformed",
  },
  {
    name: "another format",
    evidence: () => iphone({ object: new Map([["fmt", "packed"]]) }),
    check: "attestation-object",
    signal: "malformed",
  },
  {
    name: "a key of the object that comes twice",
    evidence: () => {
      const [map = 0, ...members] = bytes();
      const again = encode(new Map([["fmt", "apple-appattest"]])).subarray(1);
      return cbor(Buffer.concat([Buffer.of(map + 1), Buffer.from(members), again]));
    },
    check: "attestation-object",
    signal: "malformed",
  },
  {
    name: "a map of indefinite length",
    evidence: () => cbor(Buffer.concat([Buffer.of(0xbf), bytes().subarray(1), Buffer.of(0xff)])),
    check: "attestation-object",
    signal: "malformed",
  },
  {
    name: "one certificate",
    evidence: () => iphone({ statement: new Map([["x5c", [Buffer.of(0)]]]) }),
    check: "attestation-object",
    signal: "malformed",
  },
  {
    name: "three certificates",
    evidence: () => iphone({ statement: new Map([["x5c", [Buffer.of(0), Buffer.of(0), Buffer.of(0)]]]) }),
    check: "attestation-object",
    signal: "malformed",
  },
  {
    name: "no receipt",
    evidence: () => iphone({ statement: new Map([["receipt", null]]) }),
    check: "attestation-object",
    signal: "malformed",
  },
  {
    name: "a leaf that names another issuer",
    evidence: () => iphone({ leaf: { issuerName: { CN: "somebody else" } } }),
    check: "chain-names",
    signal: "untrusted-chain",
  },
  {
    name: "a leaf signed by somebody else",
    evidence: () => iphone({ leaf: { issuer: { name: authority.intermediate.name, keys: other } } }),
    check: "chain-signatures",
    signal: "untrusted-chain",
  },
  {
    name: "an intermediate of the sender's own",
    evidence: () => attestAppKey(stranger, honest),
    check: "chain-anchor",
    signal: "untrusted-chain",
  },
  {
    name: "an intermediate that is no authority",
    evidence: () => attestAppKey({ ...authority, ...reissued({ authority: false }) }, honest),
    check: "chain-authorities",
    signal: "untrusted-chain",
  },
  {
    name: "an intermediate that may issue authorities",
    evidence: () => attestAppKey({ ...authority, ...reissued({ pathLength: 1 }) }, honest),
    check: "chain-authorities",
    signal: "untrusted-chain",
  },
  {
    name: "a leaf that is an authority",
    evidence: () => iphone({ leaf: { authority: true } }),
    check: "chain-authorities",
    signal: "untrusted-chain",
  },
  {
    name: "an expired leaf",
    evidence: () => iphone({ leaf: { notAfter: new Date("2026-11-20T11:59:59Z") } }),
    check: "chain-dates",
    signal: "untrusted-chain",
  },
  {
    name: "a leaf that is not yet valid",
    evidence: () => iphone({ leaf: { notBefore: new Date("2026-11-20T12:00:01Z") } }),
    check: "chain-dates",
    signal: "untrusted-chain",
  },
  {
    name: "an expired intermediate",
    evidence: () => attestAppKey({ ...authority, ...reissued({ notAfter: new Date("2026-11-01") }) }, honest),
    check: "chain-dates",
    signal: "untrusted-chain",
  },
  {
    name: "a root of the sender's own in the place of the intermediate",
    evidence: () => {
      const { root } = stranger;
      const options = {
        subject: root.name,
        publicKey: root.keys.publicKey,
        issuer: root,
        authority: true,
        pathLength: 0,
      };
      const own = { root, intermediate: root, certificate: mintCertificate(options) };
      return attestAppKey(own, honest);
    },
    check: "chain-anchor",
    signal: "untrusted-chain",
  },
  {
    name: "a leaf signed over SHA-1",
    evidence: () => iphone({ leaf: { digest: "sha1" } }),
    check: "chain-signatures",
    signal: "untrusted-chain",
  },
  {
    name: "a leaf without a nonce",
    evidence: () => iphone({ leaf: { extensions: [] } }),
    check: "attestation-nonce",
    signal: "malformed",
  },
  {
    name: "a nonce under another tag",
    evidence: () => iphone({ nonceExtension: sequence(explicit(0, octets(Buffer.alloc(32)))) }),
    check: "attestation-nonce",
    signal: "malformed",
  },
  {
    name: "a nonce with bytes after it",
    evidence: () =>
      iphone({ nonceExtension: Buffer.concat([sequence(explicit(1, octets(Buffer.alloc(32)))), Buffer.of(0)]) }),
    check: "attestation-nonce",
    signal: "malformed",
  },
  {
    name: "authenticator data that was extended after the key was attested",
    evidence: () => {
      const object = new Map<string, unknown>(decode(bytes(), { useMaps: true }));
      const authData = Buffer.concat([Buffer.from(object.get("authData") as Uint8Array), encode(category(4))]);
      return cbor(encode(object.set("authData", authData)));
    },
    check: "attestation-nonce",
    signal: "replayed",
  },
  {
    name: "an answer to another challenge",
    evidence: () => iphone({ clientDataHash: createHash("sha256").update("yesterday").digest() }),
    check: "attestation-nonce",
    signal: "replayed",
  },
  {
    name: "a challenge that is not known",
    evidence: () => genuine,
    changes: { clientDataHash: null },
    check: "attestation-nonce",
    signal: "replayed",
  },
  {
    name: "a nonce extension with more in it",
    evidence: () =>
      iphone({ nonceExtension: sequence(explicit(1, octets(Buffer.alloc(32))), octets(Buffer.alloc(1))) }),
    check: "attestation-nonce",
    signal: "malformed",
  },
  {
    name: "a nonce of 31 bytes",
    evidence: () => iphone({ nonceExtension: sequence(explicit(1, octets(Buffer.alloc(31)))) }),
    check: "attestation-nonce",
    signal: "malformed",
  },
  {
    name: "a P-384 key",
    evidence: () => iphone({ leaf: { publicKey: generateEcKeys("P-384").publicKey } }),
    check: "key-type",
    signal: "untrusted-chain",
  },
  {
    name: "the key id of another key",
    evidence: () => ({ ...genuine, keyId: Buffer.alloc(32).toString("base64") }),
    check: "key-id",
    signal: "untrusted-chain",
  },
  {
    name: "another app",
    evidence: () => iphone({ appId: "ABCDE12345.com.example.other" }),
    check: "app-id-hash",
    signal: "app-repackaged",
  },
  {
    name: "no attested credential",
    evidence: () => iphone({ flags: 0x80 }),
    check: "credential-flags",
    signal: "malformed",
  },
  {
    name: "a key that has signed before",
    evidence: () => iphone({ counter: 1 }),
    check: "initial-counter",
    signal: "replayed",
  },
  {
    name: "a development key for a production app",
    evidence: () => iphone({ environment: "development" }),
    check: "app-attest-environment",
    signal: "debugger",
    verified: true,
  },
  {
    name: "a production key for a development app",
    evidence: () => genuine,
    changes: rules({ environment: "development" }),
    check: "app-attest-environment",
    signal: "app-not-registered",
    verified: true,
  },
  {
    name: "an aaguid that nobody knows",
    evidence: () => iphone({ aaguid: "appattestsandbox" }),
    check: "app-attest-environment",
    signal: "malformed",
    verified: true,
  },
  {
    name: "the credential id of another key",
    evidence: () => iphone({ credentialId: Buffer.alloc(32, 7) }),
    check: "credential-id",
    signal: "untrusted-chain",
  },
  {
    name: "a credential id of 16 bytes",
    evidence: () => iphone({ credentialId: Buffer.alloc(16, 7) }),
    check: "authenticator-extensions",
    signal: "malformed",
  },
  {
    name: "the public key of another credential",
    evidence: () => iphone({ credentialKey: other.publicKey }),
    check: "credential-key",
    signal: "untrusted-chain",
  },
  {
    name: "a credential's key for another algorithm",
    evidence: () => iphone({ cose: new Map([[3, -35]]) }),
    check: "credential-key",
    signal: "untrusted-chain",
  },
  {
    name: "a credential's key of another type",
    evidence: () => iphone({ cose: new Map([[1, 1]]) }),
    check: "credential-key",
    signal: "untrusted-chain",
  },
  {
    name: "a bundle version that is no text",
    evidence: () => iphone({ extensions: new Map([["apple_bundle_version_01", 7]]) }),
    check: "authenticator-extensions",
    signal: "malformed",
  },
  {
    name: "bytes after the credential that are no map",
    evidence: () => iphone({ appended: Buffer.of(0) }),
    check: "authenticator-extensions",
    signal: "malformed",
  },
  {
    name: "bytes after the extension map",
    evidence: () => iphone({ extensions: category(4), appended: Buffer.of(0xa0) }),
    check: "authenticator-extensions",
    signal: "malformed",
  },
  {
    name: "a validation category of two bytes",
    evidence: () => iphone({ extensions: new Map([["apple_validation_category_01", Buffer.alloc(2)]]) }),
    check: "authenticator-extensions",
    signal: "malformed",
  },
  {
    name: "a development build",
    evidence: () => iphone({ extensions: category(3) }),
    check: "validation-category",
    signal: "debugger",
    verified: true,
  },
  {
    name: "an enterprise build",
    evidence: () => iphone({ extensions: category(5) }),
    check: "validation-category",
    signal: "app-repackaged",
    verified: true,
  },
  {
    name: "a build older than the minimum, compared part by part",
    evidence: () => iphone({ extensions: category(4) }),
    changes: rules({ minimumBundleVersion: "7.101" }),
    check: "bundle-version",
    signal: "outdated-app",
    verified: true,
  },
  {
    name: "a system older than the minimum",
    evidence: () => iphone({ iosVersion: "9.3" }),
    changes: rules({ minimumOsVersion: "17.0" }),
    check: "attested-os-version",
    signal: "outdated-patch",
    verified: true,
  },
];

/** The authority with its intermediate's certificate issued once more, otherwise. */
function reissued(overrides: Partial<CertificateOptions>) {
  const odd = createAppleAuthority({ issuer: authority.root, ...overrides });
  return { intermediate: odd.intermediate, certificate: odd.certificate };
}

describe("an attack", () => {
  it.each(ATTACKS)("$name fails $check with $signal", ({ evidence, changes, check, signal, verified = false }) => {
    const { result, failed } = judge(evidence(), changes);
    expect(failed).toContain(check);
    expect(result.signals).toContain(signal);
    expect(result.verified).toBe(verified);
  });

  it("is tried against every check", () => {
    const tried = new Set<string>(ATTACKS.map(({ check }) => check));
    expect(judge(genuine).result.checks.filter(({ id }) => !tried.has(id))).toEqual([]);
  });
});
