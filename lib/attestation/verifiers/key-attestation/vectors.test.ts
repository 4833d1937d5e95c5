import { describe, expect, it } from "vitest";
import type { KeyAttestationCheck } from "../../../contract/evidence-checks/key-attestation";
import type { Signal } from "../../../contract/signals";
import { decodeCertificate, findExtension } from "../../../encoding/x509";
import { parseRevocationList } from "../../revocation";
import { readVector, readVectors, readVectorText, reportFamily, vectorsAbsent } from "../../testing/vectors";
import { KEY_ATTESTATION_ANCHORS } from "../../trust-anchors";
import type { KeyAttestationContext } from "./context";
import {
  type AuthorizationList,
  BOOT_STATES,
  decodeKeyDescription,
  KEY_DESCRIPTION_OID,
  LEVEL_NAMES,
} from "./key-description";
import { verifyKeyAttestationEvidence } from "./verify";

interface RecordOracle {
  attestationVersion: number;
  attestationSecurityLevel: string;
  keymintVersion: number;
  keymintSecurityLevel: string;
  attestationChallenge: string;
  softwareEnforced: ListOracle;
  hardwareEnforced: ListOracle;
}

interface ListOracle {
  _ordered: boolean;
  purpose?: number[];
  algorithm?: number;
  keySize?: number;
  ecCurve?: number;
  origin?: number;
  osVersion?: number;
  osPatchLevel?: number;
  vendorPatchLevel?: number;
  bootPatchLevel?: number;
  rootOfTrust?: {
    verifiedBootKey: string;
    deviceLocked: boolean;
    verifiedBootState: string;
    verifiedBootHash?: string;
  };
  attestationApplicationId?: { packages: { name: string; version: number }[]; signatureDigests: string[] };
}

interface ChainVector {
  id: string;
  input: { chain: string[]; challenge: string | null };
  validAt: string;
  keyDescription: RecordOracle | null;
  expected: { chain: "pass" | "fail"; strictPolicy: "pass" | "fail"; reasons: string[]; sourceAsserts: string | null };
}

const FOLDERS = ["real-devices", "google-testdata", "auditor-samples", "forged"];

/** The vectors' reason codes as signals (evidence specification, section 6). */
const SIGNAL_OF: Record<string, Signal> = {
  SOFTWARE_ROOT: "software-key",
  SECURITY_LEVEL_SOFTWARE: "software-key",
  SECURITY_LEVEL_MISMATCH: "software-key",
  KEY_NOT_GENERATED_IN_HARDWARE: "software-key",
  ROOT_OF_TRUST_MISSING: "software-key",
  BOOTLOADER_UNLOCKED: "bootloader-unlocked",
  BOOT_STATE_UNVERIFIED: "bootloader-unlocked",
  BOOT_STATE_SELFSIGNED: "custom-os",
  KEY_REVOKED: "key-revoked",
  UNTRUSTED_ROOT: "untrusted-chain",
  CHAIN_SIGNATURE: "untrusted-chain",
  EXT_MULTIPLE: "untrusted-chain",
  EXT_NOT_IN_LEAF: "untrusted-chain",
  EXT_MALFORMED: "malformed",
};

/** The check that must have caught each reason. */
const CHECKS_OF: Record<string, KeyAttestationCheck[]> = {
  SOFTWARE_ROOT: ["chain-anchor"],
  UNTRUSTED_ROOT: ["chain-anchor"],
  CHAIN_SIGNATURE: ["chain-names", "chain-signatures"],
  EXT_MULTIPLE: ["record-position"],
  EXT_NOT_IN_LEAF: ["record-position"],
  EXT_MALFORMED: ["record-decodes"],
  SECURITY_LEVEL_SOFTWARE: ["security-level"],
  SECURITY_LEVEL_MISMATCH: ["security-level"],
  KEY_NOT_GENERATED_IN_HARDWARE: ["key-origin"],
  ROOT_OF_TRUST_MISSING: ["root-of-trust"],
  BOOTLOADER_UNLOCKED: ["device-locked"],
  BOOT_STATE_UNVERIFIED: ["boot-state"],
  BOOT_STATE_SELFSIGNED: ["boot-state"],
  KEY_REVOKED: ["chain-revocation"],
};

describe.skipIf(vectorsAbsent("key-attestation"))("key attestation vectors", () => {
  const all = FOLDERS.flatMap((folder) => readVectors<ChainVector>(`key-attestation/${folder}`));
  const list = parseRevocationList(readVectorText("key-attestation/revocation-status-snapshot-2025-01-08.json"));

  function appraise(vector: ChainVector, policy: "strict" | "chain") {
    const context: KeyAttestationContext = {
      now: new Date(vector.validAt),
      policy,
      challenge: vector.input.challenge === null ? null : Buffer.from(vector.input.challenge, "base64"),
      confirmationKey: null,
      app: null,
      device: {},
      anchors: KEY_ATTESTATION_ANCHORS,
      revocation: { list, retrievedAt: null, maximumAgeSeconds: 0 },
    };
    const { checks, signals } = verifyKeyAttestationEvidence({ certificates: vector.input.chain }, context);
    const failed = checks.filter(({ outcome }) => outcome === "fail").map(({ id }) => id);
    return { failed, signals };
  }

  it("every chain gets the verdict its file states, under both policies, for the reasons it states", () => {
    const missed: string[] = [];
    let run = 0;
    for (const vector of all) {
      const { expected, id } = vector;
      // The source project's own test outranks the recomputed verdict: this record must not parse.
      const unparsable = expected.sourceAsserts?.startsWith("KeyDescription parsing must throw") === true;
      for (const policy of ["strict", "chain"] as const) {
        run += 1;
        const { failed, signals } = appraise(vector, policy);
        const verdict = failed.length === 0 ? "pass" : "fail";
        const wanted = unparsable ? "fail" : policy === "strict" ? expected.strictPolicy : expected.chain;
        if (verdict !== wanted) missed.push(`${id} ${policy}: ${verdict} ${failed.join(" ")}`);
        if (policy === "chain") continue;
        for (const reason of expected.reasons) {
          const signal = SIGNAL_OF[reason];
          if (signal === undefined || !signals.includes(signal)) missed.push(`${id}: no signal for ${reason}`);
          if (!CHECKS_OF[reason]?.some((check) => failed.includes(check))) missed.push(`${id}: no check for ${reason}`);
        }
        if (unparsable && !failed.includes("record-decodes")) missed.push(`${id}: the record parsed`);
      }
    }
    reportFamily("key-attestation (both policies)", run, missed);
    expect(missed).toEqual([]);
    expect(run).toBe(278);
  });

  it("every record reads as its oracle says", () => {
    const missed = all.flatMap(({ id, keyDescription, input, expected }) => {
      if (keyDescription?.attestationVersion === undefined || expected.sourceAsserts?.includes("must throw")) return [];
      const certificates = input.chain.map((text) => decodeCertificate(Buffer.from(text, "base64")));
      // Where there are two, the record nearest the root is the one that hardware wrote.
      const extension = certificates
        .map((certificate) => findExtension(certificate, KEY_DESCRIPTION_OID))
        .findLast(Boolean);
      if (extension === undefined) return [`${id}: no record`];
      const record = decodeKeyDescription(extension.value);
      const read = {
        attestationVersion: record.attestationVersion,
        attestationSecurityLevel: LEVEL_NAMES[record.attestationSecurityLevel],
        keymintVersion: record.keymintVersion,
        keymintSecurityLevel: LEVEL_NAMES[record.keymintSecurityLevel],
        attestationChallenge: Buffer.from(record.attestationChallenge).toString("base64"),
        softwareEnforced: asOracle(record.softwareEnforced),
        hardwareEnforced: asOracle(record.hardwareEnforced),
      };
      const wanted = {
        ...read,
        attestationVersion: keyDescription.attestationVersion,
        attestationSecurityLevel: keyDescription.attestationSecurityLevel,
        keymintVersion: keyDescription.keymintVersion,
        keymintSecurityLevel: keyDescription.keymintSecurityLevel,
        attestationChallenge: keyDescription.attestationChallenge,
        softwareEnforced: pickOracle(keyDescription.softwareEnforced),
        hardwareEnforced: pickOracle(keyDescription.hardwareEnforced),
      };
      return JSON.stringify(read) === JSON.stringify(wanted) ? [] : [`${id}: ${JSON.stringify([read, wanted])}`];
    });
    reportFamily("key-attestation records", all.length, missed);
    expect(missed).toEqual([]);
  });

  it("with one signing certificate registered, phones with the other are repackaged and the rest pass", () => {
    const registered = "34b9762c4d6c90d48431940c57bde7314258b26420efe16ac7f7274f0d330ad5";
    const counts = { pass: 0, repackaged: 0 };
    for (const vector of all) {
      const application = vector.keyDescription?.softwareEnforced?.attestationApplicationId;
      if (application?.packages[0]?.name !== "at.asitplus.atttest") continue;
      const { checks, signals } = verifyKeyAttestationEvidence(
        { certificates: vector.input.chain },
        {
          now: new Date(vector.validAt),
          policy: "strict",
          challenge: null,
          confirmationKey: null,
          app: { packageName: "at.asitplus.atttest", signerDigests: [registered] },
          device: {},
          anchors: KEY_ATTESTATION_ANCHORS,
          revocation: "deliberately-unchecked",
        },
      );
      const signer = checks.find(({ id }) => id === "app-signer")?.outcome;
      expect(signals.includes("app-repackaged")).toBe(signer === "fail");
      counts[signer === "fail" ? "repackaged" : "pass"] += 1;
    }
    expect(counts).toEqual({ pass: 59, repackaged: 54 });
  });

  it("an app id the phone could not tell is refused once an app is registered", () => {
    const vector = readVector<ChainVector>("key-attestation/real-devices/Xiaomi-POCO-F1-1EWTE43J.json");
    const { signals } = verifyKeyAttestationEvidence(
      { certificates: vector.input.chain },
      {
        now: new Date(vector.validAt),
        policy: "strict",
        challenge: null,
        confirmationKey: null,
        app: { packageName: "UnknownPackage", signerDigests: [] },
        device: {},
        anchors: KEY_ATTESTATION_ANCHORS,
        revocation: "deliberately-unchecked",
      },
    );
    expect(signals).toContain("app-not-registered");
  });
});

function asOracle(list: AuthorizationList): ListOracle {
  const trust = list.rootOfTrust;
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
  return pickOracle({
    _ordered: list.ordered,
    ...(list.tags.has(1) ? { purpose: [...list.purposes] } : {}),
    ...numbers(list),
    ...(trust === null
      ? {}
      : {
          rootOfTrust: {
            verifiedBootKey: hex(trust.verifiedBootKey),
            deviceLocked: trust.deviceLocked,
            verifiedBootState: BOOT_STATES[trust.verifiedBootState] ?? "?",
            ...(trust.verifiedBootHash === null ? {} : { verifiedBootHash: hex(trust.verifiedBootHash) }),
          },
        }),
    ...(list.applicationId === null
      ? {}
      : {
          attestationApplicationId: {
            packages: list.applicationId.packages.map(({ name, versionCode }) => ({ name, version: versionCode })),
            signatureDigests: [...list.applicationId.signerDigests],
          },
        }),
  });
}

function numbers(list: AuthorizationList): Partial<ListOracle> {
  const { algorithm, keySize, ecCurve, origin, osVersion, osPatchLevel, vendorPatchLevel, bootPatchLevel } = list;
  const found = { algorithm, keySize, ecCurve, origin, osVersion, osPatchLevel, vendorPatchLevel, bootPatchLevel };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null));
}

/** The fields both sides know, in one order. */
function pickOracle(list: ListOracle): ListOracle {
  const { purpose, algorithm, keySize, ecCurve, origin, osVersion, osPatchLevel, vendorPatchLevel, bootPatchLevel } =
    list;
  const trust = list.rootOfTrust;
  return JSON.parse(
    JSON.stringify({
      _ordered: list._ordered,
      purpose,
      algorithm,
      keySize,
      ecCurve,
      origin,
      osVersion,
      osPatchLevel,
      vendorPatchLevel,
      bootPatchLevel,
      rootOfTrust: trust && {
        verifiedBootKey: trust.verifiedBootKey,
        deviceLocked: trust.deviceLocked,
        verifiedBootState: trust.verifiedBootState,
        verifiedBootHash: trust.verifiedBootHash,
      },
      attestationApplicationId: list.attestationApplicationId,
    }),
  );
}
