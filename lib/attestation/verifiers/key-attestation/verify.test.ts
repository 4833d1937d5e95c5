import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { KeyAttestationCheck } from "../../../contract/evidence-checks/key-attestation";
import type { Signal } from "../../../contract/signals";
import { decodeCertificate } from "../../../encoding/x509";
import type { PublicJwk } from "../../claims";
import { parseRevocationList } from "../../revocation";
import { generateEcKeys, type Issuer, mintCertificate, testAnchor } from "../../testing/certificates";
import { bits, enumerated, explicit, integer, nul, octets, oid, sequence, setOf, tlv } from "../../testing/der-writer";
import {
  attestKey,
  createAndroidFactory,
  createAndroidRoot,
  encodeRecord,
  extendChain,
  type RecordOptions,
  VENDOR_BOOT_KEY,
} from "../../testing/virtual-pixel";
import { createLinkCache } from "../../x509/link-cache";
import type { KeyAttestationContext } from "./context";
import { KEY_DESCRIPTION_OID } from "./key-description";
import { verifyKeyAttestationEvidence } from "./verify";

const NOW = new Date("2026-11-20T12:00:00Z");
const CHALLENGE = Buffer.from("a challenge of ours");
const SIGNER = "ab".repeat(32);
const PACKAGE = "com.example.bank";

const root = createAndroidRoot();
const factory = createAndroidFactory({ root });
const keys = generateEcKeys();
const anchor = testAnchor("test-root", root);

const honest: RecordOptions = {
  challenge: CHALLENGE,
  packages: [{ name: PACKAGE, versionCode: 7 }],
  signerDigests: [SIGNER],
};

function jwkOf(key: typeof keys): PublicJwk {
  const { x = "", y = "" } = key.publicKey.export({ format: "jwk" });
  return { kty: "EC", crv: "P-256", x, y };
}

const context: KeyAttestationContext = {
  now: NOW,
  policy: "strict",
  challenge: CHALLENGE,
  confirmationKey: jwkOf(keys),
  app: { packageName: PACKAGE, signerDigests: [SIGNER] },
  device: {},
  anchors: [anchor],
  revocation: { list: new Map(), retrievedAt: new Date("2026-11-20T00:00:00Z"), maximumAgeSeconds: 86_400 },
};

function judge(certificates: readonly string[], changes: Partial<KeyAttestationContext> = {}) {
  const result = verifyKeyAttestationEvidence({ certificates }, { ...context, ...changes });
  const failed = result.checks.filter(({ outcome }) => outcome === "fail").map(({ id }) => id);
  return { ...result, result, failed };
}

const pixel = (record: Partial<RecordOptions> = {}) => attestKey(factory, keys.publicKey, { ...honest, ...record });

describe("an honest phone", () => {
  it("is verified, with what the record says as claims", () => {
    const { result, failed } = judge(pixel());
    expect(failed).toEqual([]);
    expect(result.signals).toEqual([]);
    if (!result.verified) throw new Error("must be verified");
    expect(result.claims).toMatchObject({
      securityLevel: "trusted-environment",
      instanceKey: jwkOf(keys),
      appIds: [PACKAGE],
      signerDigests: [SIGNER],
      versionCode: 7,
      patchLevel: "2026-09",
      osVersion: "14",
      verifiedBootKey: Buffer.from(VENDOR_BOOT_KEY).toString("hex"),
      test: true,
    });
  });

  it("is verified when the root is left out of the chain", () => {
    expect(judge(pixel().slice(0, -1)).failed).toEqual([]);
  });

  it("is verified with remote provisioning, and StrongBox counts where the certificate agrees", () => {
    const remote = createAndroidFactory({ root, provisioning: "remote", strongBox: true });
    const record = { ...honest, attestationLevel: 2, keymintLevel: 2 };
    const { result } = judge(attestKey(remote, keys.publicKey, record), { device: { requireStrongBox: true } });
    expect(result.verified && result.claims.securityLevel).toBe("strongbox");
  });

  it.each([1, 2, 3, 4, 100, 200, 300, 400, 500])("is verified with a record of version %i", (version) => {
    expect(judge(pixel({ version })).failed).toEqual([]);
  });

  it("is verified when its record has tags that nobody knows yet", () => {
    const chain = pixel({ extraHardware: [[1999, sequence(integer(1), octets(Buffer.from("future")))]] });
    expect(judge(chain).failed).toEqual([]);
  });

  it("is verified when certificate 1 is no authority, as on some old phones", () => {
    const old = createAndroidFactory({ root, attestationCertificate: { authority: false } });
    expect(judge(attestKey(old, keys.publicKey, honest)).failed).toEqual([]);
  });

  it("is verified although its factory intermediates have expired and its leaf's dates make no sense", () => {
    const past = { notBefore: new Date("2016-01-01"), notAfter: new Date("2026-01-01") };
    const old = createAndroidFactory({ root, attestationCertificate: past, intermediateCertificate: past });
    const chain = attestKey(old, keys.publicKey, honest, { notAfter: new Date("1970-01-02") });
    expect(judge(chain).failed).toEqual([]);
  });

  it("is verified the same with links remembered, and a remembered chain is still judged by date", () => {
    const links = createLinkCache(2);
    const remote = createAndroidFactory({ root, provisioning: "remote" });
    const chain = attestKey(remote, keys.publicKey, honest);
    expect(judge(chain, { links }).failed).toEqual([]);
    expect(judge(chain, { links }).failed).toEqual([]);
    expect(judge(chain, { links, now: new Date("2050-01-01") }).failed).toContain("chain-dates");
  });
});

/** Every attack fails at the check made for it, with the signal that names it, and proves nothing where it must not. */
interface Attack {
  readonly name: string;
  readonly chain: () => readonly string[];
  readonly changes?: Partial<KeyAttestationContext>;
  readonly check: KeyAttestationCheck;
  readonly signal: Signal;
  readonly verified?: boolean;
}

const stranger: Issuer = { name: root.name, keys: generateEcKeys("P-384") };
const selfMade = createAndroidFactory({ root: stranger });
const der = (text: string | undefined): Buffer => Buffer.from(text ?? "", "base64");

/** The chain with one certificate replaced. */
function replaced(chain: readonly string[], index: number, certificate: Uint8Array): string[] {
  return chain.with(index, Buffer.from(certificate).toString("base64"));
}

function flipped(chain: readonly string[], index: number): string[] {
  const bytes = der(chain[index]);
  bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1;
  return replaced(chain, index, bytes);
}

/** A leaf whose record has exactly this content. */
function withRecord(value: Uint8Array): string[] {
  return attestKey(factory, keys.publicKey, honest, { extensions: [{ oid: KEY_DESCRIPTION_OID, value }] });
}

/** An honest record with one of its eight fields replaced. */
function withField(index: number, field: Uint8Array): string[] {
  const fields = [
    integer(300),
    enumerated(1),
    integer(300),
    enumerated(1),
    octets(CHALLENGE),
    octets(Buffer.alloc(0)),
    sequence(),
    sequence(),
  ];
  return withRecord(sequence(...fields.with(index, Buffer.from(field))));
}

const serialOf = (text: string | undefined): string => decodeCertificate(der(text)).serialHex;
const genuine = pixel();
const revoked = (serial: string, status = "REVOKED") => ({
  list: parseRevocationList(JSON.stringify({ entries: { [serial.toUpperCase().padStart(40, "0")]: { status } } })),
  retrievedAt: NOW,
  maximumAgeSeconds: 60,
});
const rsa = (modulusLength: number): Issuer => ({
  name: { CN: "weak" },
  keys: generateKeyPairSync("rsa", { modulusLength }),
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
      const weak = rsa(1024);
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
  {
    name: "a record that is no sequence",
    chain: () => withRecord(integer(5)),
    check: "record-decodes",
    signal: "malformed",
    verified: false,
  },
  {
    name: "bytes after the record",
    chain: () => withRecord(Buffer.concat([encodeRecord(honest), Buffer.of(0)])),
    check: "record-decodes",
    signal: "malformed",
    verified: false,
  },
  {
    name: "a record of version 0",
    chain: () => withField(0, integer(0)),
    check: "record-decodes",
    signal: "malformed",
    verified: false,
  },
  {
    name: "a security level that nobody knows",
    chain: () => withField(1, enumerated(3)),
    check: "record-decodes",
    signal: "malformed",
    verified: false,
  },
  {
    name: "the same tag twice",
    chain: () => withField(7, sequence(explicit(702, integer(0)), explicit(702, integer(0)))),
    check: "record-decodes",
    signal: "malformed",
    verified: false,
  },
  {
    name: "a deviceLocked that is no proper BOOLEAN",
    chain: () => {
      const trust = sequence(octets(VENDOR_BOOT_KEY), tlv(1, Buffer.of(1)), enumerated(0));
      return withField(7, sequence(explicit(704, trust)));
    },
    check: "record-decodes",
    signal: "malformed",
    verified: false,
  },
  {
    name: "an answer to another challenge",
    chain: () => pixel({ challenge: Buffer.from("yesterday's challenge") }),
    check: "record-challenge",
    signal: "replayed",
    verified: false,
  },
  {
    name: "a challenge of more than 128 bytes",
    chain: () => pixel({ challenge: Buffer.alloc(129) }),
    changes: { challenge: Buffer.alloc(129) },
    check: "record-challenge",
    signal: "replayed",
    verified: false,
  },
  {
    name: "a key that attests other keys",
    chain: () => pixel({ purposes: [7] }),
    check: "key-purpose",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "a key that does not sign",
    chain: () => pixel({ purposes: [0, 1] }),
    check: "key-purpose",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "a key for all applications",
    chain: () => pixel({ allApplications: true }),
    check: "key-scope",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "a request signed with another key",
    chain: () => genuine,
    changes: { confirmationKey: jwkOf(generateEcKeys()) },
    check: "key-possession",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "an attested RSA key, which can't have signed the request",
    chain: () => attestKey(factory, rsa(2048).keys.publicKey, honest),
    check: "key-possession",
    signal: "untrusted-chain",
    verified: false,
  },
  {
    name: "a key in software",
    chain: () => pixel({ attestationLevel: 0, keymintLevel: 0 }),
    check: "security-level",
    signal: "software-key",
  },
  {
    name: "levels that differ",
    chain: () => pixel({ attestationLevel: 1, keymintLevel: 2 }),
    check: "security-level",
    signal: "software-key",
  },
  {
    name: "StrongBox that the certificate does not confirm, where the policy asks for it",
    chain: () => pixel({ attestationLevel: 2, keymintLevel: 2 }),
    changes: { device: { requireStrongBox: true } },
    check: "security-level",
    signal: "software-key",
  },
  {
    name: "an imported key",
    chain: () => pixel({ origin: 2 }),
    check: "key-origin",
    signal: "software-key",
  },
  {
    name: "no root of trust",
    chain: () => pixel({ rootOfTrust: null }),
    check: "root-of-trust",
    signal: "software-key",
  },
  {
    name: "an emulator's root of trust, in software and all zeros",
    chain: () => pixel({ rootOfTrust: null, softwareRootOfTrust: { bootKey: Buffer.alloc(32) } }),
    check: "root-of-trust",
    signal: "emulator",
  },
  {
    name: "an unlocked bootloader",
    chain: () => pixel({ rootOfTrust: { locked: false, state: 2, bootKey: Buffer.alloc(32) } }),
    check: "device-locked",
    signal: "bootloader-unlocked",
  },
  {
    name: "an unverified boot",
    chain: () => pixel({ rootOfTrust: { state: 2 } }),
    check: "boot-state",
    signal: "bootloader-unlocked",
  },
  {
    name: "a boot whose verification failed",
    chain: () => pixel({ rootOfTrust: { state: 3 } }),
    check: "boot-state",
    signal: "root",
  },
  {
    name: "a system signed by somebody else",
    chain: () => pixel({ rootOfTrust: { state: 1 } }),
    check: "boot-state",
    signal: "custom-os",
  },
  {
    name: "a factory key where remote provisioning is asked for",
    chain: () => genuine,
    changes: { device: { remoteProvisioningFrom: 130_000 } },
    check: "key-provisioning",
    signal: "untrusted-chain",
  },
  {
    name: "a factory key of a system that hides its version",
    chain: () => pixel({ osVersion: 0 }),
    changes: { device: { remoteProvisioningFrom: 130_000 } },
    check: "key-provisioning",
    signal: "untrusted-chain",
  },
  {
    name: "another package",
    chain: () => pixel({ packages: [{ name: "com.evil.clone", versionCode: 7 }] }),
    check: "app-package",
    signal: "app-not-registered",
  },
  {
    name: "another package beside the registered one",
    chain: () =>
      pixel({
        packages: [
          { name: PACKAGE, versionCode: 7 },
          { name: "com.evil.clone", versionCode: 7 },
        ],
      }),
    check: "app-package",
    signal: "app-not-registered",
  },
  {
    name: "an app that the phone could not tell, even if it is registered under that name",
    chain: () => pixel({ packages: [{ name: "UnknownPackage", versionCode: 1 }] }),
    changes: { app: { packageName: "UnknownPackage", signerDigests: [SIGNER] } },
    check: "app-package",
    signal: "app-not-registered",
  },
  {
    name: "no package",
    chain: () => pixel({ packages: [] }),
    check: "app-package",
    signal: "app-not-registered",
  },
  {
    name: "another signer",
    chain: () => pixel({ signerDigests: ["cd".repeat(32)] }),
    check: "app-signer",
    signal: "app-repackaged",
  },
  {
    name: "another signer beside the registered one",
    chain: () => pixel({ signerDigests: [SIGNER, "cd".repeat(32)] }),
    check: "app-signer",
    signal: "app-repackaged",
  },
  { name: "no signer", chain: () => pixel({ signerDigests: [] }), check: "app-signer", signal: "app-repackaged" },
  {
    name: "an app older than the minimum",
    chain: () => genuine,
    changes: { app: { packageName: PACKAGE, signerDigests: [SIGNER], minimumVersionCode: 8 } },
    check: "attested-app-version",
    signal: "outdated-app",
  },
  {
    name: "a system older than the minimum",
    chain: () => pixel({ osVersion: 120_000 }),
    changes: { device: { minimumOsVersion: 130_000 } },
    check: "attested-os-version",
    signal: "outdated-patch",
  },
  {
    name: "a system patch older than the minimum",
    chain: () => pixel({ osPatchLevel: 202_608 }),
    changes: { device: { minimumOsPatch: "2026-09" } },
    check: "os-patch",
    signal: "outdated-patch",
  },
  {
    name: "an unknown patch level under a minimum",
    chain: () => pixel({ osPatchLevel: 0 }),
    changes: { device: { minimumOsPatch: "2020-01" } },
    check: "os-patch",
    signal: "outdated-patch",
  },
  {
    name: "a vendor patch older than the minimum",
    chain: () => pixel({ vendorPatchLevel: 20_260_804 }),
    changes: { device: { minimumVendorPatch: "2026-08-05" } },
    check: "vendor-patch",
    signal: "outdated-patch",
  },
  {
    name: "a boot patch older than the minimum",
    chain: () => pixel({ bootPatchLevel: 202_513 }),
    changes: { device: { minimumBootPatch: "2020-01" } },
    check: "boot-patch",
    signal: "outdated-patch",
  },
];

describe("an attack", () => {
  it.each(ATTACKS)("$name fails $check with $signal", ({ chain, changes, check, signal, verified = true }) => {
    const { failed, signals, result } = judge(chain(), changes);
    expect(failed).toContain(check);
    expect(signals).toContain(signal);
    expect(result.verified).toBe(verified);
  });

  it("is tried against every check that can fail", () => {
    const tried = new Set<string>(ATTACKS.map(({ check }) => check));
    const cannotFail = ["chain-length", "record-order", "key-type", "boot-key"];
    const untried = judge(genuine).checks.filter(({ id }) => !tried.has(id) && !cannotFail.includes(id));
    expect(untried.map(({ id }) => id)).toEqual([]);
  });
});

describe("what is only noted", () => {
  const outcomeOf = (chain: readonly string[], id: string) =>
    judge(chain).checks.find((check) => check.id === id)?.outcome;

  it("tags out of order", () => {
    const list = sequence(explicit(702, integer(0)), explicit(1, setOf(integer(2))));
    expect(outcomeOf(withField(7, list), "record-order")).toBe("annotate");
  });

  it("a chain longer than its kind", () => {
    const remote = createAndroidFactory({ root, provisioning: "remote" });
    expect(outcomeOf(attestKey(remote, keys.publicKey, honest), "chain-length")).toBe("pass");
    expect(outcomeOf([...genuine.slice(0, 1), ...genuine.slice(2)], "chain-length")).toBe("annotate");
  });

  it("a boot key of zeros on a locked phone, which an emulator writes", () => {
    const chain = pixel({ rootOfTrust: { bootKey: Buffer.alloc(32) } });
    expect(outcomeOf(chain, "boot-key")).toBe("annotate");
    expect(judge(chain).signals).toContain("emulator");
  });

  it("a key of a type that this system can't use: it is answered, never a crash", () => {
    const algorithm = sequence(oid("2.16.840.1.101.3.4.3.18"));
    const chain = attestKey(factory, sequence(algorithm, bits(Buffer.alloc(1952))), honest);
    const { checks, result, failed } = judge(chain, { confirmationKey: null });
    expect(checks.find(({ id }) => id === "key-type")).toMatchObject({
      outcome: "annotate",
      found: "unsupported key type 2.16.840.1.101.3.4.3.18",
    });
    expect(failed).toEqual([]);
    expect(result.verified && result.claims.instanceKey).toBe(null);
    expect(judge(chain).failed).toEqual(["key-possession"]);
  });
});

describe("policies", () => {
  it("a self-signed system passes once its boot key is allowed", () => {
    const chain = pixel({ rootOfTrust: { state: 1 } });
    const allowed = { device: { allowedBootKeys: [Buffer.from(VENDOR_BOOT_KEY).toString("hex")] } };
    expect(judge(chain, allowed).failed).toEqual([]);
  });

  it("the chain policy judges the chain and notes the rest", () => {
    const chain = pixel({ rootOfTrust: { locked: false, state: 2 }, challenge: Buffer.from("other") });
    const { failed, checks } = judge(chain, { policy: "chain" });
    expect(failed).toEqual([]);
    expect(checks.find(({ id }) => id === "device-locked")?.outcome).toBe("annotate");
    expect(judge(flipped(chain, 0), { policy: "chain" }).failed).toEqual(["chain-signatures"]);
  });

  it("a root of trust in the software list is never believed", () => {
    const { failed, result } = judge(pixel({ rootOfTrust: null, softwareRootOfTrust: {} }));
    expect(failed).toEqual(["root-of-trust"]);
    expect(result.verified && result.claims.securityLevel).toBe("software");
  });

  it("allApplications in the software list counts as well", () => {
    const software = sequence(explicit(600, nul()));
    expect(judge(withField(6, software)).failed).toContain("key-scope");
  });
});
