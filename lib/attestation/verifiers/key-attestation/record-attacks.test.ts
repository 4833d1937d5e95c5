import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { decodeDer } from "../../../encoding/der";
import { readSequence } from "../../../encoding/der-values";
import { generateEcKeys } from "../../../virtual-phones/certificates";
import { enumerated, explicit, integer, octets, sequence, setOf, tlv } from "../../../virtual-phones/der-writer";
import { attestKey, createAndroidFactory, encodeRecord, VENDOR_BOOT_KEY } from "../../../virtual-phones/pixel";
import {
  type Attack,
  factory,
  honest,
  judge,
  jwkOf,
  keys,
  PACKAGE,
  pixel,
  root,
  SIGNER,
  withField,
  withRecord,
} from "../../testing/honest-pixel";

const IS_OF_CHAIN = /^(chain-|record-position|revocation-list)/;
/** Checks that only note what they find. */
const NOTED = ["record-order", "key-type", "boot-key"];

const genuine = pixel();

/** The eight fields of an honest record. */
const fieldsOf = (): Uint8Array[] => readSequence(decodeDer(encodeRecord(honest))).map(({ bytes }) => bytes);

/** A SEQUENCE whose length takes a byte more than it needs. */
function padded(record: Buffer): Buffer {
  const [element] = [decodeDer(record)];
  const length = Buffer.alloc(4);
  length.writeUInt32BE(element.content.length);
  return Buffer.concat([Buffer.of(0x30, 0x84), length, element.content]);
}

const ATTACKS: Attack[] = [
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
    name: "a record of seven fields",
    chain: () => {
      const [, ...others] = fieldsOf();
      return withRecord(sequence(...others));
    },
    check: "record-decodes",
    signal: "malformed",
    verified: false,
  },
  {
    name: "a record of nine fields",
    chain: () => withRecord(sequence(...fieldsOf(), sequence())),
    check: "record-decodes",
    signal: "malformed",
    verified: false,
  },
  {
    name: "a boot state that nobody knows",
    chain: () => pixel({ rootOfTrust: { state: 4 } }),
    check: "record-decodes",
    signal: "malformed",
    verified: false,
  },
  {
    name: "an explicit tag with two values",
    chain: () => withField(7, sequence(explicit(702, Buffer.concat([integer(0), integer(2)])))),
    check: "record-decodes",
    signal: "malformed",
    verified: false,
  },
  {
    name: "a length that is padded",
    chain: () => withRecord(padded(encodeRecord(honest))),
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
    chain: () => attestKey(factory, generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey, honest),
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
    name: "StrongBox in a remote certificate's common name instead of its organisation, where the policy asks for it",
    chain: () => {
      const subject = { CN: "StrongBox", O: "TEE" };
      const made = createAndroidFactory({ root, provisioning: "remote", attestationCertificate: { subject } });
      const named = { ...made, attestation: { ...made.attestation, name: subject } };
      return attestKey(named, keys.publicKey, { ...honest, attestationLevel: 2, keymintLevel: 2 });
    },
    changes: { device: { requireStrongBox: true } },
    check: "security-level",
    signal: "software-key",
  },
  {
    name: "a key without an origin in hardware",
    chain: () => withField(7, sequence(explicit(1, setOf(integer(2))))),
    check: "key-origin",
    signal: "software-key",
  },
  {
    name: "an origin in the software list alone",
    chain: () => withField(6, sequence(explicit(702, integer(0)))),
    check: "key-origin",
    signal: "software-key",
    verified: false,
  },
  {
    name: "an application id in the hardware list, where Keystore never writes it",
    chain: () => withField(7, sequence(explicit(1, setOf(integer(2))), explicit(709, octets(Buffer.of(0x30, 0))))),
    check: "record-decodes",
    signal: "malformed",
    verified: false,
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

  it("is tried against every check of record, key, device and app that can fail", () => {
    const tried = new Set<string>([...ATTACKS.map(({ check }) => check), ...NOTED]);
    const untried = judge(genuine).checks.filter(({ id }) => IS_OF_CHAIN.test(id) === false && !tried.has(id));
    expect(untried.map(({ id }) => id)).toEqual([]);
  });
});
