import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { decodeCertificate } from "../../../encoding/x509";
import {
  type CertificateOptions,
  generateEcKeys,
  type Issuer,
  mintCertificate,
  testAnchor,
} from "../../../virtual-phones/certificates";
import { bits, oid, sequence } from "../../../virtual-phones/der-writer";
import { attestKey, createAndroidFactory, encodeRecord, extendChain } from "../../../virtual-phones/pixel";
import { parseRevocationList } from "../../revocation";
import {
  type Attack,
  factory,
  flipped,
  honest,
  judge,
  keys,
  NOW,
  pixel,
  replaced,
  root,
} from "../../testing/honest-pixel";
import { KEY_DESCRIPTION_OID } from "./key-description";

const IS_OF_CHAIN = /^(chain-|record-position|revocation-list)/;
/** Checks that only note what they find. */
const NOTED = ["chain-length"];

const stranger: Issuer = { name: root.name, keys: generateEcKeys("P-384") };
const selfMade = createAndroidFactory({ root: stranger });
const der = (text: string | undefined): Buffer => Buffer.from(text ?? "", "base64");
const serialOf = (text: string | undefined): string => decodeCertificate(der(text)).serialHex;
const genuine = pixel();
/** A factory whose attestation certificate carries a record of its own. */
const recordAbove = (overrides: Partial<CertificateOptions> = {}) => {
  const extensions = [{ oid: KEY_DESCRIPTION_OID, value: encodeRecord(honest) }];
  return createAndroidFactory({ root, attestationCertificate: { extensions, ...overrides } });
};
const revoked = (serial: string, status = "REVOKED") => ({
  list: parseRevocationList(JSON.stringify({ entries: { [serial.toUpperCase().padStart(40, "0")]: { status } } })),
  retrievedAt: NOW,
  maximumAgeSeconds: 60,
});

const ATTACKS: Attack[] = [
  {
    name: "a chain of one",
    chain: () => genuine.slice(0, 1),
    check: "chain-decodes",
    signal: "malformed",
    verified: false,
  },
  {
    name: "a chain of eleven",
    chain: () => [...genuine, ...genuine, ...genuine].slice(0, 11),
    check: "chain-decodes",
    signal: "malformed",
    verified: false,
  },
  {
    name: "a certificate that is not DER",
    chain: () => replaced(genuine, 1, Buffer.from("not a certificate")),
    check: "chain-decodes",
    signal: "malformed",
    verified: false,
  },
  {
    name: "a certificate of more than 8 KB",
    chain: () => replaced(genuine, 1, Buffer.alloc(8193, 0x30)),
    check: "chain-decodes",
    signal: "malformed",
    verified: false,
  },
  {
    name: "bytes after a certificate",
    chain: () => replaced(genuine, 0, Buffer.concat([der(genuine[0]), Buffer.of(0)])),
    check: "chain-decodes",
    signal: "malformed",
    verified: false,
  },
  {
    name: "an issuer name that does not match although the signature does",
    chain: () => attestKey(factory, keys.publicKey, honest, { issuerName: { CN: "somebody else" } }),
    check: "chain-names",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "an altered leaf",
    chain: () => flipped(genuine, 0),
    check: "chain-signatures",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "an altered intermediate",
    chain: () => flipped(genuine, 2),
    check: "chain-signatures",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "a signature over SHA-1",
    chain: () => attestKey(factory, keys.publicKey, honest, { digest: "sha1" }),
    check: "chain-algorithms",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "an RSA authority of 1024 bits",
    chain: () => {
      const weak: Issuer = { name: { CN: "weak" }, keys: generateKeyPairSync("rsa", { modulusLength: 1024 }) };
      const certificate = mintCertificate({
        subject: weak.name,
        publicKey: weak.keys.publicKey,
        issuer: root,
        authority: true,
      });
      const issuers = [certificate, der(factory.issuers.at(-1)?.toString("base64"))];
      return attestKey({ root, attestation: weak, issuers }, keys.publicKey, honest);
    },
    check: "chain-algorithms",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "a root of the sender's own with the pinned root's name",
    chain: () => attestKey(selfMade, keys.publicKey, honest),
    check: "chain-anchor",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "a root of the sender's own, left out of the chain",
    chain: () => attestKey(selfMade, keys.publicKey, honest).slice(0, -1),
    check: "chain-anchor",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "a chain to a root whose private key is public",
    chain: () => genuine,
    changes: { anchors: [testAnchor("software", root, "deny")] },
    check: "chain-anchor",
    signal: "software-key",
    verified: false,
  },
  {
    name: "no anchor at all",
    chain: () => genuine,
    changes: { anchors: [] },
    check: "chain-anchor",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "a remotely provisioned chain after its dates",
    chain: () => {
      const expired = { notBefore: new Date("2026-01-01"), notAfter: new Date("2026-02-01") };
      const remote = createAndroidFactory({ root, provisioning: "remote", attestationCertificate: expired });
      return attestKey(remote, keys.publicKey, honest);
    },
    check: "chain-dates",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "a factory chain before its dates",
    chain: () => genuine,
    changes: { now: new Date("2023-12-31") },
    check: "chain-dates",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "a chain extended with the attested key",
    chain: () => extendChain(genuine, keys, generateEcKeys().publicKey, honest),
    check: "record-position",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "the certificates in the opposite order",
    chain: () => [...genuine].reverse(),
    check: "chain-names",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "a certificate left out",
    chain: () => [...genuine.slice(0, 1), ...genuine.slice(2)],
    check: "chain-signatures",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "an issuer on a curve that nobody signs with",
    chain: () => {
      const odd: Issuer = { name: { CN: "odd" }, keys: generateKeyPairSync("ec", { namedCurve: "P-521" }) };
      const certificate = mintCertificate({
        subject: odd.name,
        publicKey: odd.keys.publicKey,
        issuer: root,
        authority: true,
      });
      const issuers = [certificate, ...factory.issuers.slice(-1)];
      return attestKey({ root, attestation: odd, issuers }, keys.publicKey, honest);
    },
    check: "chain-algorithms",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "an issuer with a key of post-quantum kind, which this system can't use",
    chain: () => {
      const key = sequence(sequence(oid("2.16.840.1.101.3.4.3.18")), bits(Buffer.alloc(1952)));
      const certificate = mintCertificate({
        subject: factory.attestation.name,
        publicKey: key,
        issuer: root,
        authority: true,
      });
      return [genuine[0] ?? "", certificate.toString("base64"), ...genuine.slice(-1)];
    },
    check: "chain-signatures",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "a remotely provisioned chain before its dates",
    chain: () => attestKey(createAndroidFactory({ root, provisioning: "remote" }), keys.publicKey, honest),
    changes: { now: new Date("2023-12-31") },
    check: "chain-dates",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "a record in certificate 1 and none in the leaf",
    chain: () => attestKey(recordAbove(), keys.publicKey, honest, { extensions: [] }),
    check: "record-position",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "a record in certificate 1 besides the leaf's",
    chain: () => attestKey(recordAbove(), keys.publicKey, honest),
    check: "record-position",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "a certificate 1 that is no authority and has a record",
    chain: () => attestKey(recordAbove({ authority: false }), keys.publicKey, honest),
    check: "chain-authorities",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "a leaf with two records",
    chain: () => {
      const extension = { oid: KEY_DESCRIPTION_OID, value: encodeRecord(honest) };
      return attestKey(factory, keys.publicKey, honest, { extensions: [extension, extension] });
    },
    check: "chain-decodes",
    signal: "malformed",
    verified: false,
  },
  {
    name: "a chain without any record",
    chain: () => attestKey(factory, keys.publicKey, honest, { extensions: [] }),
    check: "record-position",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "a leaf that is an authority",
    chain: () => attestKey(factory, keys.publicKey, honest, { authority: true }),
    check: "chain-authorities",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "an issuer above certificate 1 that is no authority",
    chain: () => {
      const odd = createAndroidFactory({ root, intermediateCertificate: { authority: false } });
      return attestKey(odd, keys.publicKey, honest);
    },
    check: "chain-authorities",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "a revoked intermediate, its serial written in capitals and padded",
    chain: () => genuine,
    changes: { revocation: revoked(serialOf(genuine[1])) },
    check: "chain-revocation",
    signal: "key-revoked",
    verified: false,
  },
  {
    name: "a suspended leaf",
    chain: () => genuine,
    changes: { revocation: revoked(serialOf(genuine[0]), "SUSPENDED") },
    check: "chain-revocation",
    signal: "key-revoked",
    verified: false,
  },
  {
    name: "a status that nobody knows",
    chain: () => genuine,
    changes: { revocation: revoked(serialOf(genuine[1]), "PAUSED") },
    check: "chain-revocation",
    signal: "key-revoked",
    verified: false,
  },
  {
    name: "a revocation list past its age",
    chain: () => genuine,
    changes: { revocation: { list: new Map(), retrievedAt: new Date("2026-11-01"), maximumAgeSeconds: 86_400 } },
    check: "revocation-list",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "no revocation list where there should be one",
    chain: () => genuine,
    changes: { revocation: "unavailable" },
    check: "revocation-list",
    signal: "untrusted-chain",
    verified: false,
  },
];

describe("an attack", () => {
  it.each(ATTACKS)("$name fails $check with $signal", ({ chain, changes, check, signal, verified = true }) => {
    const { failed, signals, result } = judge(chain(), changes);
    expect(failed).toContain(check);
    expect(signals).toContain(signal);
    expect(result.verified).toBe(verified);
  });

  it("is tried against every check of the chain that can fail", () => {
    const tried = new Set<string>([...ATTACKS.map(({ check }) => check), ...NOTED]);
    const untried = judge(genuine).checks.filter(({ id }) => IS_OF_CHAIN.test(id) === true && !tried.has(id));
    expect(untried.map(({ id }) => id)).toEqual([]);
  });
});
